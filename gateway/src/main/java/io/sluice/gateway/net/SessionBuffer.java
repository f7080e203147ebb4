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

    /** Reads of a broker that make one turn, of a quarter of that. */
    private static final int BROKER_READS = 16;

    WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(bytes / 2, bytes);
    }

    /**
     * For devices: reads as large as what comes, each of them judged, written and flushed before the next. Several would have
     * what they brought leave the cache, and could exceed the buffer together.
     */
    RecvByteBufAllocator ofDevices() {
        return upTo(LARGEST_READ).maxMessagesPerRead(1);
    }

    /**
     * For brokers: what one says last and the end of its connection are taken together. Otherwise a device would hear the first
     * by itself, and what it answers would come to a session that is over.
     */
    RecvByteBufAllocator ofBrokers() {
        return upTo(LARGEST_READ / 4).maxMessagesPerRead(BROKER_READS);
    }

    private AdaptiveRecvByteBufAllocator upTo(int most) {
        return new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, Math.max(FIRST_READ, Math.min(bytes, most)));
    }
}
