/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

/**
 * How many different topics there have been. Exact up to {@value #EXACT} (but for two topics of one 64-bit hash); beyond that
 * an estimate by HyperLogLog, with a standard error of 3 %. At most 1 KiB, nothing before the first topic.
 *
 * <p>Memory is taken a handful of times in the life of a connection, never by a topic that was there before.
 */
public final class DistinctTopics {
    static final int EXACT = 64;

    private static final long[] NONE = {};
    private static final int SMALLEST = 8;
    private static final int LARGEST = 2 * EXACT;

    /** Hashes where they belong, 0 where there is room; at most half of them taken. */
    private long[] hashes = NONE;

    private int size;
    private long last;
    private HyperLogLog sketch = HyperLogLog.NONE;

    /** Takes note of a topic: the first {@code length} bytes. */
    public void add(byte[] topic, int length) {
        long hash = TopicHash.of(topic, length);
        // Most devices have one.
        if (hash != last) {
            last = hash;
            add(hash);
        }
    }

    /** How many there have been; never less than before. */
    public long count() {
        return sketch == HyperLogLog.NONE ? size : Math.max(EXACT + 1, sketch.estimate());
    }

    private void add(long hash) {
        if (sketch != HyperLogLog.NONE) {
            sketch.add(hash);
            return;
        }
        if (2 * size == hashes.length && !holds(hash)) {
            grow();
        }
        if (sketch != HyperLogLog.NONE) {
            sketch.add(hash);
        } else if (put(hashes, hash)) {
            size++;
        }
    }

    private boolean holds(long hash) {
        return size > 0 && hashes[slot(hashes, hash)] == hash;
    }

    private void grow() {
        if (hashes.length == LARGEST) {
            sketch = new HyperLogLog();
            for (long kept : hashes) {
                if (kept != 0) {
                    sketch.add(kept);
                }
            }
            hashes = NONE;
            return;
        }
        long[] larger = new long[Math.max(SMALLEST, 2 * hashes.length)];
        for (long kept : hashes) {
            if (kept != 0) {
                put(larger, kept);
            }
        }
        hashes = larger;
    }

    /** Returns whether it is new. */
    private static boolean put(long[] table, long hash) {
        int slot = slot(table, hash);
        boolean isNew = table[slot] == 0;
        table[slot] = hash;
        return isNew;
    }

    /** Where a hash is or belongs. There is always room. */
    private static int slot(long[] table, long hash) {
        int slot = (int) hash & table.length - 1;
        while (table[slot] != 0 && table[slot] != hash) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }
}
