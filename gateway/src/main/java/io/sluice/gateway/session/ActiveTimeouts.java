/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who lives, and whose interim record is due: each has an active timeout of its own, as flows have (IPFIX element 36, flowActiveTimeout).
 * Those that began together are recorded in shares, so that thousands of records at once neither hold up messages nor fill the
 * memory; from then on they are apart.
 *
 * @param <S> who; told apart by {@code equals}
 */
final class ActiveTimeouts<S> {
    /** The longest that a record is late when all began at the same moment: a quarter of the timeout. */
    private static final int SHARES_AT_ONCE = 4;

    /** Not worth while to be put off. */
    private static final int FEW = 16;

    private final long timeout;
    private final long tick;

    /** When the timeout of each began; whose began first comes first, since whoever is put in again becomes the last. */
    private final Map<S, Long> since = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Nobody.
     *
     * @param timeout nanoseconds
     * @param tick nanoseconds from one share to the next, shorter than the timeout
     */
    ActiveTimeouts(long timeout, long tick) {
        this.timeout = timeout;
        this.tick = tick;
    }

    /** Somebody begins to live. */
    void begin(S who, long now) {
        since.put(who, now);
    }

    void end(S who) {
        since.remove(who);
    }

    /** All who live. */
    Set<S> all() {
        return Collections.unmodifiableSet(since.keySet());
    }

    /**
     * Takes a share of those whose timeout is over; it begins anew.
     *
     * @param now as {@link System#nanoTime}
     */
    List<S> due(long now) {
        long share = FEW + tick * since.size() * SHARES_AT_ONCE / timeout;
        List<S> due = new ArrayList<>();
        for (Map.Entry<S, Long> entry : since.entrySet()) {
            if (due.size() == share || now - entry.getValue() < timeout) {
                break;
            }
            due.add(entry.getKey());
        }
        Long begins = now;
        due.forEach(who -> since.put(who, begins));
        return due;
    }

    /** Nanoseconds until it is worth while to ask again. */
    long untilNext(long now) {
        long first = since.isEmpty() ? now : since.values().iterator().next();
        return Math.max(tick, first + timeout - now);
    }
}
