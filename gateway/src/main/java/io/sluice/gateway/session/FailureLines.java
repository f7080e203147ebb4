/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Decides whether one more failed handshake or dial is worth a line: so many a minute of each source and reason, and so many a
 * second in all, since the flow records hold every one and nobody may be able to fill a disk. Any thread may ask.
 */
public final class FailureLines {
    static final int OF_EACH_A_MINUTE = 10;
    static final int IN_ALL_A_SECOND = 20;
    static final int MOST_REMEMBERED = 4096;
    private static final long SECOND = 1_000_000_000;

    /** Who fails, and why. */
    private record Cause(String source, String reason) {}

    /** A span of time in which so many lines may be written. */
    private static final class Budget {
        private final int most;
        private final long span;
        private long since;
        private int written;
        private long left;

        Budget(int most, long span, long now) {
            this.most = most;
            this.span = span;
            this.since = now;
        }

        boolean isSpent(long now) {
            if (now - since >= span) {
                since = now;
                written = 0;
            }
            return written >= most;
        }

        /** Writes, and tells how many were not written since the last that was. */
        long write() {
            long before = left;
            written++;
            left = 0;
            return before;
        }
    }

    private final LongSupplier clock;
    private final Budget all;
    private final Map<Cause, Budget> each = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Cause, Budget> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /**
     * @param clock nanoseconds since any moment, as {@link System#nanoTime()}
     */
    public FailureLines(LongSupplier clock) {
        this.clock = clock;
        this.all = new Budget(IN_ALL_A_SECOND, SECOND, clock.getAsLong());
    }

    /**
     * Asks for a line.
     *
     * @param reason one of a few, nothing that the peer can choose
     * @return how many lines of this source and reason were left out before it, empty when this one is left out too
     */
    synchronized OptionalLong admit(String source, String reason) {
        long now = clock.getAsLong();
        Budget own = each.computeIfAbsent(
                new Cause(source, reason), cause -> new Budget(OF_EACH_A_MINUTE, 60 * SECOND, now));
        // Both are asked, so that both begin anew when their time has come.
        boolean ownSpent = own.isSpent(now);
        if (all.isSpent(now) || ownSpent) {
            own.left++;
            return OptionalLong.empty();
        }
        all.write();
        return OptionalLong.of(own.write());
    }
}
