/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import io.netty.buffer.ByteBuf;

/**
 * Walks the topic filters of a SUBSCRIBE or UNSUBSCRIBE that a {@link FrameReader} found and so has checked.
 *
 * <pre>{@code
 * for (FilterList filters = FilterList.of(frame, level); filters.next(); ) { … }
 * }</pre>
 */
public final class FilterList {
    private final ByteBuf buf;
    private final int end;
    private final int optionBytes;
    private int next;
    private int at;
    private int length;

    private FilterList(ByteBuf buf, int next, int end, int optionBytes) {
        this.buf = buf;
        this.next = next;
        this.end = end;
        this.optionBytes = optionBytes;
    }

    public static FilterList of(Frame frame, int level) {
        int first = level == 5 ? frame.properties().end() : frame.bodyStart() + 2;
        return new FilterList(frame.buf(), first, frame.end(), frame.type() == PacketType.SUBSCRIBE ? 1 : 0);
    }

    /** Steps to the next filter. */
    public boolean next() {
        if (next >= end) {
            return false;
        }
        at = next;
        length = buf.getUnsignedShort(at);
        next = at + 2 + length + optionBytes;
        return true;
    }

    /** Where the entry starts, its length prefix included. */
    public int start() {
        return at;
    }

    /** Where the entry ends, its options included. */
    public int end() {
        return next;
    }

    /** The filter's bytes. */
    public byte[] filter() {
        byte[] bytes = new byte[length];
        buf.getBytes(at + 2, bytes);
        return bytes;
    }

    /** The requested QoS. */
    public int qos() {
        return buf.getByte(next - 1) & 3;
    }
}
