/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what it is handed on a thread of its own, to each of its sinks. Event loops only hand over; when the thread cannot
 * keep up, things are dropped, counted, and the loss is said in the operator's log and in this one.
 *
 * @param <T> what becomes a line
 */
public final class LineLog<T> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LineLog.class);
    private static final int CAPACITY = 16_384;

    /** Of one write; no file is rolled by less. */
    static final int CHUNK = 48 * 1024;

    private static final int BATCH = 512;

    /** Of lines that come closer together than this, many are written at once; a line that comes alone does not wait. */
    private static final long GATHER = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long CLOSE_SECONDS = 5;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final Function<T, Line> form;
    private final BlockingQueue<T> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong neverHad = new AtomicLong();
    private final List<Outlet> outlets;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins to write.
     *
     * @param name one of our words, for the log's own lines
     * @param form called on the log's thread
     * @param sinks in the order in which they are written
     */
    public LineLog(String name, Function<T, Line> form, List<LineSink> sinks, InstantSource clock) {
        this.name = name;
        this.form = form;
        this.outlets = sinks.stream().map(sink -> new Outlet(name, sink, clock)).toList();
        this.thread = new Thread(this::run, "sluice-" + name + "-log");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes one, or counts it as lost. Never waits. */
    public void accept(T what) {
        if (!queue.offer(what)) {
            neverHad.incrementAndGet();
        }
    }

    /** How a sink fares. */
    public record Figures(String sink, long written, long dropped) {}

    /** Of each sink; what was lost before any of them is under {@code queue}. */
    public List<Figures> figures() {
        List<Figures> figures = new ArrayList<>();
        figures.add(new Figures("queue", 0, neverHad.get()));
        for (Outlet outlet : outlets) {
            figures.add(new Figures(outlet.sink(), outlet.written(), outlet.dropped()));
        }
        return figures;
    }

    /** Lines that at least one sink is missing. */
    public long dropped() {
        return figures().stream().mapToLong(Figures::dropped).sum();
    }

    private void run() {
        List<T> batch = new ArrayList<>(BATCH);
        long said = 0;
        long idleSince = System.nanoTime();
        long wroteAt = idleSince - GATHER;
        try {
            while (!closed || !queue.isEmpty()) {
                T first = queue.poll(100, TimeUnit.MILLISECONDS);
                long now = System.nanoTime();
                if (now - idleSince >= SECOND) {
                    idleSince = now;
                    write(List.of());
                }
                if (first == null) {
                    continue;
                }
                batch.add(first);
                gather(wroteAt + GATHER - now);
                queue.drainTo(batch, BATCH - 1);
                writeInChunks(batch);
                batch.clear();
                wroteAt = System.nanoTime();
                long lost = neverHad.get();
                if (lost > said) {
                    log.warn("event=log-lines-dropped log={} count={} total={}", name, lost - said, lost);
                    said = lost;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            write(List.of());
            outlets.forEach(Outlet::close);
        }
    }

    /** Sleeps for so long, unless there is enough to write. To wake this thread costs an event loop more than its line. */
    private void gather(long nanos) throws InterruptedException {
        if (nanos > 0 && !closed && queue.size() < BATCH) {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    }

    private void writeInChunks(List<T> batch) {
        List<Line> chunk = new ArrayList<>();
        int size = 0;
        for (T what : batch) {
            Line line;
            try {
                line = form.apply(what);
            } catch (RuntimeException fault) {
                // One that cannot be written must not hold up the others.
                neverHad.incrementAndGet();
                log.error("event=log-failed log={} what=\"{}\" line=\"left out\"", name, fault.toString());
                continue;
            }
            if (size + line.text().length() > CHUNK && !chunk.isEmpty()) {
                write(chunk);
                chunk = new ArrayList<>();
                size = 0;
            }
            chunk.add(line);
            size += line.text().length();
        }
        if (!chunk.isEmpty()) {
            write(chunk);
        }
    }

    private void write(List<Line> lines) {
        List<Line> next = lines;
        for (Outlet outlet : outlets) {
            next = outlet.write(next, neverHad.get());
        }
    }

    /** Writes what is left, a few seconds at most. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
