/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The topics that the sessions of one event loop were allowed to publish lately, so that the same topic is not judged again
 * byte by byte. Of a bounded size: what is new takes the place of something old. An entry is found by the owner who made it and
 * by nobody else, and a topic is only ever taken for the one that is the same in all of its bytes.
 *
 * <p>Devices repeat themselves: most send to one topic, many to a few in turn. So an entry remembers which one came after it,
 * and only where that guess fails a topic is looked up by its hash.
 *
 * <p>An entry is {@value #ENTRY} words in a row, and with most topics two lines of a cache: what a fleet says once a second is in
 * no cache when it says it again.
 */
final class KnownTopics {
    /** What {@link #find} says of a topic that is not here. */
    static final int UNKNOWN = -1;

    /** Bytes; longer topics are judged each time. */
    static final int LONGEST = 112;

    /** Entries to begin with: 128 KiB. */
    private static final int FEWEST = 1024;

    /** Entries in the end, where there is room: 4 MiB, for a thousand devices with sixteen topics each, twice over. */
    private static final int MOST = 32 * FEWEST;

    /** Entries of sessions that have ended are replaced, too: only many in this time mean that there are too few. */
    private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

    /** Slots that a topic may be in. */
    private static final int WAYS = 4;

    private static final int ENTRY = 16;

    /** Owner and length, 0 where nothing is. */
    private static final int KEY = 0;

    /** Which flags pass, a bit each, and above them the slot that came next. */
    private static final int PASSES_AND_NEXT = 1;

    /** The topic: each eight bytes, and then the last eight once more, which may overlap. */
    private static final int TOPIC = 2;

    private static final int LENGTH_BITS = 8;
    private static final int PASSES_BITS = 8;
    private static final long PASSES = (1 << PASSES_BITS) - 1;
    private static final long[] NOTHING = {};
    private static final long ODD = 0x9e37_79b9_7f4a_7c15L;

    private final long seed = new SecureRandom().nextLong();
    private final int most;
    private final LongSupplier nanoTime;
    private long[] entries = new long[FEWEST * ENTRY];
    private long owners;
    private int replaced;
    private long counted;

    /**
     * Knows none.
     *
     * @param room bytes that it may grow to, if they are more than it begins with
     * @param nanoTime as {@link System#nanoTime}
     */
    KnownTopics(long room, LongSupplier nanoTime) {
        this.most = (int) Math.max(FEWEST, Math.min(MOST, Long.highestOneBit(room / (ENTRY * Long.BYTES))));
        this.nanoTime = nanoTime;
        this.counted = nanoTime.getAsLong();
    }

    /** Somebody who knows no topic yet: one direction of one session under one policy. */
    long newOwner() {
        return ++owners;
    }

    /**
     * Looks for a topic.
     *
     * @param before the slot of the topic that the owner asked for last, or {@link #UNKNOWN}
     * @return its slot until the next {@link #learn}, or {@link #UNKNOWN}
     */
    int find(long owner, ByteBuf bytes, int at, int length, int before) {
        if (length > LONGEST) {
            return UNKNOWN;
        }
        long key = owner << LENGTH_BITS | length;
        if (before != UNKNOWN) {
            int guess = (int) (entries[before * ENTRY + PASSES_AND_NEXT] >>> PASSES_BITS);
            if (is(guess, key, bytes, at, length)) {
                return guess;
            }
        }
        int slot = lookUp(key, bytes, at, length);
        if (before != UNKNOWN && slot != UNKNOWN) {
            int word = before * ENTRY + PASSES_AND_NEXT;
            entries[word] = entries[word] & PASSES | (long) slot << PASSES_BITS;
        }
        return slot;
    }

    /** Whether a PUBLISH to the topic in a slot passes, with these flags: QoS 0 or 1, retain. */
    boolean passes(int slot, int flags) {
        return (entries[slot * ENTRY + PASSES_AND_NEXT] & 1 << flags) != 0;
    }

    /** Takes note that a PUBLISH with these flags passes, if the topic is not too long. */
    void learn(long owner, ByteBuf bytes, int at, int length, int flags) {
        if (length == 0 || length > LONGEST) {
            return;
        }
        long key = owner << LENGTH_BITS | length;
        int slot = lookUp(key, bytes, at, length);
        if (slot == UNKNOWN) {
            slot = free(key, bytes, at, length);
            int word = slot * ENTRY;
            entries[word + KEY] = key;
            entries[word + PASSES_AND_NEXT] = (long) slot << PASSES_BITS;
            word += TOPIC;
            for (int i = 0; i + Long.BYTES < length; i += Long.BYTES) {
                entries[word++] = bytes.getLong(at + i);
            }
            entries[word] = last(bytes, at, length);
        }
        entries[slot * ENTRY + PASSES_AND_NEXT] |= 1L << flags;
    }

    private int lookUp(long key, ByteBuf bytes, int at, int length) {
        int first = first(hash(key, bytes, at, length));
        for (int slot = first; slot < first + WAYS; slot++) {
            if (is(slot, key, bytes, at, length)) {
                return slot;
            }
        }
        return UNKNOWN;
    }

    private int free(long key, ByteBuf bytes, int at, int length) {
        int first = first(hash(key, bytes, at, length));
        for (int slot = first; slot < first + WAYS; slot++) {
            if (entries[slot * ENTRY + KEY] == 0) {
                return slot;
            }
        }
        if (areTooFew()) {
            int words = 2 * entries.length;
            // What was known is learnt anew: one judgement each. Slots that are remembered as the last one stay within.
            entries = NOTHING;
            entries = new long[words];
            return first(hash(key, bytes, at, length));
        }
        return first + (replaced & WAYS - 1);
    }

    /** Counts one that is replaced: a quarter of them within a minute is too much. */
    private boolean areTooFew() {
        int slots = entries.length / ENTRY;
        if (slots == most) {
            replaced++;
            return false;
        }
        long now = nanoTime.getAsLong();
        if (now - counted > WINDOW) {
            counted = now;
            replaced = 0;
        }
        replaced++;
        if (replaced < slots / 4) {
            return false;
        }
        replaced = 0;
        return true;
    }

    private int first(long hash) {
        return (int) (hash >>> 32) & entries.length / ENTRY - WAYS;
    }

    private long hash(long key, ByteBuf bytes, int at, int length) {
        long hash = seed ^ key;
        for (int i = 0; i + Long.BYTES < length; i += Long.BYTES) {
            hash = (hash ^ bytes.getLong(at + i)) * ODD;
            hash ^= hash >>> 29;
        }
        hash = (hash ^ last(bytes, at, length)) * ODD;
        // The first bytes of the last word are only in the upper bits so far.
        hash ^= hash >>> 32;
        return hash * ODD;
    }

    private boolean is(int slot, long key, ByteBuf bytes, int at, int length) {
        int word = slot * ENTRY;
        if (entries[word + KEY] != key) {
            return false;
        }
        word += TOPIC;
        for (int i = 0; i + Long.BYTES < length; i += Long.BYTES) {
            if (bytes.getLong(at + i) != entries[word++]) {
                return false;
            }
        }
        return last(bytes, at, length) == entries[word];
    }

    /** The last eight bytes, or all where there are fewer. */
    private static long last(ByteBuf bytes, int at, int length) {
        if (length >= Long.BYTES) {
            return bytes.getLong(at + length - Long.BYTES);
        }
        long last = 0;
        for (int i = at; i < at + length; i++) {
            last = last << Byte.SIZE | bytes.getByte(i) & 0xff;
        }
        return last;
    }
}
