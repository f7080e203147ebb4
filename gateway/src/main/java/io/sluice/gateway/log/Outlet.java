/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sink of a log with its losses: counted, said to the operator, and told in the sink itself once it works again. */
final class Outlet {
    private static final Logger log = LoggerFactory.getLogger(Outlet.class);
    private static final long SAID_AGAIN = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final LineSink sink;
    private final InstantSource clock;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private long told;
    private boolean failing;
    private long saidAt;

    /** @param name of the log */
    Outlet(String name, LineSink sink, InstantSource clock) {
        this.name = name;
        this.sink = sink;
        this.clock = clock;
    }

    String sink() {
        return sink.name();
    }

    long written() {
        return written.get();
    }

    /** Lines that the log had, and the sink has not. */
    long dropped() {
        return dropped.get() + sink.lost();
    }

    /**
     * Writes, and never throws.
     *
     * @param neverHad lines that were lost before any sink saw them, since the start
     * @return the lines for the next sink
     */
    List<Line> write(List<Line> lines, long neverHad) {
        long missing = neverHad + dropped();
        try {
            List<Line> done = sink.write(missing > told ? withNotice(lines, missing) : lines);
            int notices = missing > told ? 1 : 0;
            written.addAndGet(lines.size());
            told = missing;
            if (failing) {
                failing = false;
                log.info("event=log-recovered log={} sink={} missing={}", name, sink.name(), dropped());
            }
            // What is missing here is not missing there.
            return notices == 0 || done.isEmpty() ? done : List.copyOf(done.subList(notices, done.size()));
        } catch (IOException | RuntimeException fault) {
            // What throws here must not end the thread, and with it the log.
            dropped.addAndGet(lines.size());
            complain(fault);
            return lines;
        }
    }

    private List<Line> withNotice(List<Line> lines, long missing) {
        Instant now = clock.instant();
        List<Line> all = new ArrayList<>(lines.size() + 1);
        all.add(Notice.lost(now, name, sink.name(), missing - told, missing));
        all.addAll(lines);
        return all;
    }

    private void complain(Exception fault) {
        long now = System.nanoTime();
        if (failing && now - saidAt < SAID_AGAIN) {
            return;
        }
        failing = true;
        saidAt = now;
        log.error(
                "event=log-failed log={} sink={} what=\"{}\" lost={} traffic=\"goes on\" do=\"see that there is room and a way\"",
                name,
                sink.name(),
                fault.toString(),
                dropped());
    }

    void close() {
        try {
            sink.close();
        } catch (RuntimeException fault) {
            complain(fault);
        }
    }
}
