/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A view of the control packet that a {@link FrameReader} found last: where its parts stand in the buffer. There is one a
 * reader, overwritten by the next packet; nothing of it outlives a judgement.
 *
 * <p>Of a PUBLISH only the head has to be in the buffer, that is everything before the payload; of other packets all.
 */
public final class Frame {
    final byte[] topic;
    final Properties properties;
    ByteBuf buf = Unpooled.EMPTY_BUFFER;
    int start;
    int first;
    int bodyStart;
    int length;
    int headLength;
    int packetId;
    int topicLength;
    int reasonCode;

    Frame(byte[] topic, Properties properties) {
        this.topic = topic;
        this.properties = properties;
    }

    /** The buffer that the positions refer to. */
    public ByteBuf buf() {
        return buf;
    }

    /** Where the packet starts in the buffer. */
    public int start() {
        return start;
    }

    /** The packet type, see {@link PacketType}. */
    public int type() {
        return first >> 4;
    }

    /** The packet's first byte: type and flags. */
    public int first() {
        return first;
    }

    /** Where the fixed header ends. */
    public int bodyStart() {
        return bodyStart;
    }

    /** Bytes of the whole packet, fixed header included. */
    public int length() {
        return length;
    }

    /** Bytes up to the payload of a PUBLISH; of other packets the whole length. */
    public int headLength() {
        return headLength;
    }

    /** Where the packet ends, if it is in the buffer whole. */
    public int end() {
        return start + length;
    }

    /** The packet identifier, 0 where the packet has none. */
    public int packetId() {
        return packetId;
    }

    public int qos() {
        return first >> 1 & 3;
    }

    public boolean isRetain() {
        return (first & 1) != 0;
    }

    /** Whether it is a PUBLISH of QoS 0 or 1 without properties that is not sent again. */
    public boolean isOrdinary() {
        return (first & ~3) == PacketType.PUBLISH << 4 && properties.isEmpty();
    }

    public boolean isDup() {
        return (first & 8) != 0;
    }

    /** Where the topic name of a PUBLISH stands. */
    public int topicStart() {
        return bodyStart + Short.BYTES;
    }

    /** The topic name's bytes, from 0 to {@link #topicLength()}. */
    public byte[] topic() {
        return topic;
    }

    /** Length of a PUBLISH's topic name in bytes; 0 where an alias stands for it. */
    public int topicLength() {
        return topicLength;
    }

    /** The topic alias of a PUBLISH, 0 where it has none. */
    public int topicAlias() {
        return properties.u16(buf, Property.TOPIC_ALIAS, 0);
    }

    /** The MQTT 5 properties, none for packets and versions that have none. */
    public Properties properties() {
        return properties;
    }

    /** The MQTT 5 reason code of an acknowledgement, DISCONNECT or AUTH; 0 where it is left out. */
    public int reasonCode() {
        return reasonCode;
    }

    /** Where the payload of a PUBLISH begins in the buffer. */
    public int payloadStart() {
        return start + headLength;
    }

    /** Bytes of the payload of a PUBLISH, which need not be in the buffer. */
    public int payloadLength() {
        return length - headLength;
    }
}
