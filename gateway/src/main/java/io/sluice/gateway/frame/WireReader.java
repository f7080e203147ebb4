/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one packet in order, never past its end (MQTT 5, section 1.5). Moves a position of its own; the
 * buffer's indices stay as they are.
 */
final class WireReader {
    private final byte[] scratch;
    private ByteBuf buf = Unpooled.EMPTY_BUFFER;
    private int position;
    private int end;

    /**
     * @param scratch at least 65,535 bytes, overwritten by each string read
     */
    WireReader(byte[] scratch) {
        this.scratch = scratch;
    }

    /** Turns to other bytes, so that a reader can serve packet after packet. */
    WireReader on(ByteBuf buf, int position, int end) {
        this.buf = buf;
        this.position = position;
        this.end = end;
        return this;
    }

    /** Lets go of the bytes. */
    void off() {
        buf = Unpooled.EMPTY_BUFFER;
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    int u8() throws MalformedPacket {
        need(1);
        return buf.getUnsignedByte(position++);
    }

    int u16() throws MalformedPacket {
        need(2);
        int value = buf.getUnsignedShort(position);
        position += 2;
        return value;
    }

    int packetIdentifier() throws MalformedPacket {
        int id = u16();
        if (id == 0) {
            throw MalformedPacket.protocolError("packet identifier 0");
        }
        return id;
    }

    /** A variable byte integer in its shortest form (MQTT 5, section 1.5.5). */
    int varint() throws MalformedPacket {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int b = u8();
            value |= (b & 0x7f) << shift;
            if ((b & 0x80) == 0) {
                if (b == 0 && shift > 0) {
                    throw MalformedPacket.malformed("variable byte integer longer than needed");
                }
                return value;
            }
        }
        throw MalformedPacket.malformed("variable byte integer of more than four bytes");
    }

    /** A UTF-8 string. */
    String string() throws MalformedPacket {
        int length = utf8();
        return new String(scratch, 0, length, StandardCharsets.UTF_8);
    }

    /** A UTF-8 string, left at the start of the scratch; returns its length in bytes. */
    int utf8() throws MalformedPacket {
        int length = toScratch();
        if (!WireUtf8.isString(scratch, 0, length)) {
            throw MalformedPacket.malformed("string that is not UTF-8, or with characters that brokers refuse");
        }
        return length;
    }

    /** A topic name of either side, left at the start of the scratch; returns its length in bytes, never 0. */
    int topicName() throws MalformedPacket {
        int length = toScratch();
        if (length == 0 || !WireUtf8.isDeliveredTopicName(scratch, 0, length)) {
            throw MalformedPacket.malformed("topic name that is empty, not UTF-8 or holds a wildcard");
        }
        return length;
    }

    /** A topic name of a client, never empty. */
    String topicNameString() throws MalformedPacket {
        int length = topicName();
        if (!WireUtf8.isTopicName(scratch, 0, length)) {
            throw MalformedPacket.malformed("topic name that holds a backslash");
        }
        return new String(scratch, 0, length, StandardCharsets.UTF_8);
    }

    /** A topic filter, left at the start of the scratch; returns its length in bytes, never 0. */
    int topicFilter() throws MalformedPacket {
        int length = toScratch();
        if (!WireUtf8.isTopicFilter(scratch, 0, length)) {
            throw MalformedPacket.malformed(
                    "topic filter that is empty, not UTF-8, holds a backslash or has a misplaced wildcard");
        }
        return length;
    }

    /** Steps over binary data and returns its length. */
    int binary() throws MalformedPacket {
        int length = u16();
        skip(length);
        return length;
    }

    void skip(int length) throws MalformedPacket {
        need(length);
        position += length;
    }

    /** Nothing may follow: brokers differ in what they make of trailing bytes. */
    void end() throws MalformedPacket {
        if (position != end) {
            throw MalformedPacket.malformed("bytes after the end of the packet's last field");
        }
    }

    private int toScratch() throws MalformedPacket {
        int length = u16();
        need(length);
        buf.getBytes(position, scratch, 0, length);
        position += length;
        return length;
    }

    private void need(int length) throws MalformedPacket {
        if (end - position < length) {
            throw MalformedPacket.malformed("field that reaches past the end of its packet");
        }
    }
}
