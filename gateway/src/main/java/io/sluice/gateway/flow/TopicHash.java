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
    private static final long ODD = 0x9e37_79b9_7f4a_7c15L;

    private TopicHash() {}

    /** Never 0. */
    static long of(byte[] topic, int length) {
        long hash = SEED ^ length * ODD;
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(topic, at));
        }
        long rest = 0;
        for (int shift = 0; at < length; at++, shift += Byte.SIZE) {
            rest |= (topic[at] & 0xffL) << shift;
        }
        hash = mix(mix(hash ^ rest) ^ SEED);
        return hash == 0 ? ODD : hash;
    }

    /** Both halves of a product with 128 bits, folded. */
    private static long mix(long value) {
        return value * ODD ^ Math.multiplyHigh(value, ODD);
    }
}
