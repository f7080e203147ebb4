/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Decides whether one more event is worth a line: so many a minute of each source and reason, and so many a second in all, since
 * the flow records hold every one and nobody may be able to fill a disk. Any thread may ask.
 */
public final class LineBudget {
    public static final int OF_EACH_A_MINUTE = 10;
    public static final int IN_ALL_A_SECOND = 20;
    static final int MOST_REMEMBERED = 4096;
    private static final long SECOND = 1_000_000_000;

    /** Who does something, and what. */
    private record Cause(Object source, String reason) {}

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
            if (isOver(now)) {
                since = now;
                written = 0;
            }
            return written >= most;
        }

        boolean isOver(long now) {
            return now - since >= span;
        }

        /** Writes, and tells how many were not written since the last that was. */
        long write() {
            long before = left;
            written++;
            left = 0;
            return before;
        }
    }

    /**
     * Events without a line.
     *
     * @param source who did it, empty for all that are no longer told apart
     */
    public record LeftOut(Optional<Object> source, String reason, long count) {}

    private final LongSupplier clock;
    private final Budget all;
    private long forgotten;
    private final Map<Cause, Budget> each = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Cause, Budget> eldest) {
            boolean remove = size() > MOST_REMEMBERED;
            if (remove) {
                forgotten += eldest.getValue().left;
            }
            return remove;
        }
    };

    /**
     * @param clock nanoseconds since any moment, as {@link System#nanoTime()}
     */
    public LineBudget(LongSupplier clock) {
        this.clock = clock;
        this.all = new Budget(IN_ALL_A_SECOND, SECOND, clock.getAsLong());
    }

    /**
     * Asks for a line.
     *
     * @param source equal to itself
     * @param reason one of a few, nothing that the peer can choose
     * @return how many lines of this source and reason were left out before it, empty when this one is left out too
     */
    public synchronized OptionalLong admit(Object source, String reason) {
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

    /**
     * What was left out and has no line to be counted on, since nothing of its kind came for a while; told once.
     *
     * @param most that are told now, the others the next time
     */
    public synchronized List<LeftOut> leftOut(int most) {
        long now = clock.getAsLong();
        List<LeftOut> told = new ArrayList<>();
        if (forgotten > 0) {
            told.add(new LeftOut(Optional.empty(), "any", forgotten));
            forgotten = 0;
        }
        Iterator<Map.Entry<Cause, Budget>> causes = each.entrySet().iterator();
        while (causes.hasNext() && told.size() < most) {
            Map.Entry<Cause, Budget> next = causes.next();
            if (next.getValue().isOver(now)) {
                if (next.getValue().left > 0) {
                    Cause cause = next.getKey();
                    told.add(new LeftOut(Optional.of(cause.source()), cause.reason(), next.getValue().left));
                }
                causes.remove();
            }
        }
        return told;
    }

    /** Everything that was left out and not told, whether its time is over or not. */
    public synchronized long untold() {
        return forgotten
                + each.values().stream().mapToLong(budget -> budget.left).sum();
    }
}
