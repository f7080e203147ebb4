/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * 64-bit hashes of topics, fast and without allocation. Seeded at random, so that nobody outside knows which topics collide.
 */
final class TopicHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = new SecureRandom().nextLong();
    private static final long SECRET = new SecureRandom().nextLong();
    private static final long ODD = 0x9e37_79b9_7f4a_7c15L;

    /** Bytes that one multiplication takes in. */
    private static final int BLOCK = 2 * Long.BYTES;

    private TopicHash() {}

    /** Never 0. */
    static long of(byte[] topic, int length) {
        long hash = SEED ^ length * ODD;
        for (int at = 0; at + BLOCK < length; at += BLOCK) {
            hash = mix(word(topic, at) ^ SECRET, word(topic, at + Long.BYTES) ^ hash);
        }
        // The end, which may have been read in part already.
        if (length >= BLOCK) {
            hash = mix(word(topic, length - BLOCK) ^ SECRET, word(topic, length - Long.BYTES) ^ hash);
        } else if (length >= Long.BYTES) {
            hash = mix(word(topic, 0) ^ SECRET, word(topic, length - Long.BYTES) ^ hash);
        } else {
            hash = mix(few(topic, length) ^ SECRET, hash);
        }
        hash = mix(hash, ODD);
        return hash == 0 ? ODD : hash;
    }

    private static long word(byte[] topic, int at) {
        return (long) LONGS.get(topic, at);
    }

    private static long few(byte[] topic, int length) {
        long few = 0;
        for (int at = 0; at < length; at++) {
            few = few << Byte.SIZE | topic[at] & 0xff;
        }
        return few;
    }

    /** Both halves of a product with 128 bits, folded. */
    private static long mix(long one, long other) {
        return one * other ^ Math.multiplyHigh(one, other);
    }
}
