/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;

/**
 * The topics that the sessions of one event loop were allowed to publish lately, so that the same topic is not judged again
 * byte by byte. Of a fixed size: what is new takes the place of something old. An entry is found by the owner who made it and
 * by nobody else, and a topic is only ever taken for the one that is the same in all of its bytes.
 *
 * <p>Devices repeat themselves: most send to one topic, many to a few in turn. So an entry remembers which one came after it,
 * and only where that guess fails a topic is looked up by its hash.
 */
final class KnownTopics {
    /** What {@link #find} says of a topic that is not here. */
    static final int UNKNOWN = -1;

    /** Bytes; longer topics are judged each time. */
    static final int LONGEST = 128;

    /** About a thousand devices with two topics each, at 150 bytes a topic. */
    private static final int SLOTS = 2048;

    /** Slots that a topic may be in. */
    private static final int WAYS = 4;

    /** A topic in words: each eight bytes, and then the last eight once more, which may overlap. */
    private static final int WORDS = LONGEST / Long.BYTES;

    private static final int LENGTH_BITS = 8;
    private static final long ODD = 0x9e37_79b9_7f4a_7c15L;

    /** Owner and length, 0 where nothing is. */
    private final long[] keys = new long[SLOTS];

    private final long[] words = new long[SLOTS * WORDS];
    private final byte[] passes = new byte[SLOTS];
    private final short[] next = new short[SLOTS];
    private final long seed = new SecureRandom().nextLong();
    private long owners;
    private int turn;

    /** Somebody who knows no topic yet: one direction of one session under one policy. */
    long newOwner() {
        return ++owners;
    }

    /**
     * Looks for a topic.
     *
     * @param before the slot of the topic that the owner asked for last, or {@link #UNKNOWN}
     * @return its slot, or {@link #UNKNOWN}
     */
    int find(long owner, ByteBuf bytes, int at, int length, int before) {
        if (length > LONGEST) {
            return UNKNOWN;
        }
        long key = owner << LENGTH_BITS | length;
        if (before != UNKNOWN) {
            int guess = next[before];
            if (keys[guess] == key && isSame(bytes, at, length, guess * WORDS)) {
                return guess;
            }
        }
        int slot = lookUp(key, bytes, at, length);
        if (before != UNKNOWN && slot != UNKNOWN) {
            next[before] = (short) slot;
        }
        return slot;
    }

    /** Whether a PUBLISH to the topic in a slot passes, with these flags: QoS 0 or 1, retain. */
    boolean passes(int slot, int flags) {
        return (passes[slot] & 1 << flags) != 0;
    }

    /** Takes note that a PUBLISH with these flags passes, if the topic is not too long. */
    void learn(long owner, ByteBuf bytes, int at, int length, int flags) {
        if (length == 0 || length > LONGEST) {
            return;
        }
        long key = owner << LENGTH_BITS | length;
        int slot = lookUp(key, bytes, at, length);
        if (slot == UNKNOWN) {
            slot = free(first(hash(key, bytes, at, length)));
            keys[slot] = key;
            passes[slot] = 0;
            next[slot] = (short) slot;
            int word = slot * WORDS;
            for (int i = 0; i + Long.BYTES < length; i += Long.BYTES) {
                words[word++] = bytes.getLong(at + i);
            }
            words[word] = last(bytes, at, length);
        }
        passes[slot] |= (byte) (1 << flags);
    }

    private int lookUp(long key, ByteBuf bytes, int at, int length) {
        int first = first(hash(key, bytes, at, length));
        for (int slot = first; slot < first + WAYS; slot++) {
            if (keys[slot] == key && isSame(bytes, at, length, slot * WORDS)) {
                return slot;
            }
        }
        return UNKNOWN;
    }

    private int free(int from) {
        for (int slot = from; slot < from + WAYS; slot++) {
            if (keys[slot] == 0) {
                return slot;
            }
        }
        return from + (turn++ & WAYS - 1);
    }

    private static int first(long hash) {
        return (int) (hash >>> 32) & SLOTS - WAYS;
    }

    private long hash(long key, ByteBuf bytes, int at, int length) {
        long hash = seed ^ key;
        for (int i = 0; i + Long.BYTES < length; i += Long.BYTES) {
            hash = (hash ^ bytes.getLong(at + i)) * ODD;
            hash ^= hash >>> 29;
        }
        return (hash ^ last(bytes, at, length)) * ODD;
    }

    private boolean isSame(ByteBuf bytes, int at, int length, int word) {
        int w = word;
        for (int i = 0; i + Long.BYTES < length; i += Long.BYTES) {
            if (bytes.getLong(at + i) != words[w++]) {
                return false;
            }
        }
        return last(bytes, at, length) == words[w];
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
