/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes flow records on a thread of its own. Event loops only hand them over; when the writer cannot keep up, records are
 * dropped, counted, and the loss is said in the log.
 */
public final class FlowLog implements FlowSink, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FlowLog.class);
    private static final int CAPACITY = 16_384;
    private static final int BATCH = 512;
    private static final long CLOSE_SECONDS = 5;

    private final BlockingQueue<FlowRecord> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final FlowJson json = new FlowJson();
    private final LineWriter writer;
    private final Thread thread;
    private volatile boolean closed;

    /** Where the lines go. Used by one thread. */
    public interface LineWriter extends AutoCloseable {
        void write(String line);

        /** Everything written so far leaves the process. */
        void flush();

        @Override
        void close();
    }

    public FlowLog(LineWriter writer) {
        this.writer = writer;
        this.thread = new Thread(this::run, "sluice-flow-log");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void accept(FlowRecord record) {
        if (!queue.offer(record)) {
            dropped.incrementAndGet();
        }
    }

    /** Records that were lost because the writer could not keep up. */
    public long dropped() {
        return dropped.get();
    }

    private void run() {
        List<FlowRecord> batch = new ArrayList<>(BATCH);
        long said = 0;
        try {
            while (!closed || !queue.isEmpty()) {
                FlowRecord first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, BATCH - 1);
                write(batch);
                batch.clear();
                long lost = dropped.get();
                if (lost > said) {
                    log.warn("event=flow-records-dropped count={} total={}", lost - said, lost);
                    said = lost;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            writer.close();
        }
    }

    /** What throws here must not end the thread, and with it the log: the batch is lost, counted, and said. */
    private void write(List<FlowRecord> batch) {
        int written = 0;
        try {
            for (FlowRecord record : batch) {
                writer.write(json.write(record));
                written++;
            }
            writer.flush();
        } catch (RuntimeException fault) {
            dropped.addAndGet(batch.size() - written);
            log.error("event=flow-log-failed what=\"{}\" traffic=\"goes on\"", fault.toString());
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
