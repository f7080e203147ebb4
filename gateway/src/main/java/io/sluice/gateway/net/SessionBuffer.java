/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;

/**
 * How much of one direction of a session is in memory at once.
 *
 * @param bytes that may wait to be written to a side before reading from the other stops
 */
record SessionBuffer(int bytes) {
    private static final int SMALLEST_READ = 64;
    private static final int FIRST_READ = 2 << 10;

    /** As much as is in a core's cache still when it is encrypted and written. */
    private static final int LARGEST_READ = 256 << 10;

    WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(bytes / 2, bytes);
    }

    /**
     * Reads as large as what comes, each of them judged, written and flushed before the next: several would have what they
     * brought leave the cache, and could exceed the buffer together.
     */
    RecvByteBufAllocator reads() {
        int largest = Math.max(FIRST_READ, Math.min(bytes, LARGEST_READ));
        return new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, largest).maxMessagesPerRead(1);
    }
}
