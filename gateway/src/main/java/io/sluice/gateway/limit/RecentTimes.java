/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

/** The last few times at which something happened. */
final class RecentTimes {
    private final long[] ring;
    private int next;
    private int size;

    /** @param count how many are remembered, at least 1 */
    RecentTimes(int count) {
        this.ring = new long[count];
    }

    /**
     * It happened again.
     *
     * @param now nanoseconds of a clock that never goes back
     * @return whether as many times as are remembered lie no further back than {@code within}
     */
    boolean add(long now, long within) {
        ring[next] = now;
        next = (next + 1) % ring.length;
        size = Math.min(size + 1, ring.length);
        // The oldest stands where the next one goes.
        return size == ring.length && now - ring[next] <= within;
    }
}
