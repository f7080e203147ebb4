/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Finds the control packets of one direction of a connection where they stand in the read buffers, and refuses what is not
 * one by the strictest reading of the specification. Allocates nothing a packet.
 *
 * <p>A packet is found as soon as it can be judged: a PUBLISH when its head is there (fixed header, topic name, packet
 * identifier, properties), or whole where payloads are judged too; any other packet when it is there whole. What the fixed header alone gives away (a type that
 * this side cannot send, wrong flags, too large) is refused before the rest arrives.
 */
public final class FrameReader {
    /** Bytes of scratch that a reader wants; its contents do not outlive a call, so that readers can share it. */
    public static final int SCRATCH = 1 << 16;

    /** How TLS begins (RFC 8446, section 5.1); as MQTT it would be a CONNECT with flags that it must not have. */
    private static final int TLS_HANDSHAKE = 0x16;

    private final Sender sender;
    private final byte[] strings;
    private final Frame frame;
    private final WireReader wire;
    private int level = 5;
    private int packets;
    private int maxPacketSize;
    private boolean oversizedPublishPasses;
    private int wholePayload;

    /**
     * @param topics where the topic of the current PUBLISH stands, {@link #SCRATCH} bytes
     * @param strings where other strings are checked, {@link #SCRATCH} bytes
     */
    public FrameReader(Sender sender, byte[] topics, byte[] strings) {
        this.sender = sender;
        this.strings = strings;
        this.frame = new Frame(topics, new Properties(strings));
        this.wire = new WireReader(topics);
        this.packets = sender.packets(level);
        this.maxPacketSize = Integer.MAX_VALUE;
    }

    /** Reads on by the rules of a protocol level: 3 (MQTT 3.1), 4 (3.1.1) or 5. */
    public void level(int level) {
        this.level = level;
        this.packets = sender.packets(level);
    }

    /**
     * Refuses packets of more than so many bytes, fixed header included.
     *
     * @param publishPasses a PUBLISH that is too large is found all the same, so that it can be withheld; its head still
     *     has to keep to the size
     */
    public void maxPacketSize(int bytes, boolean publishPasses) {
        this.maxPacketSize = bytes;
        this.oversizedPublishPasses = publishPasses;
    }

    /** Finds a PUBLISH with a payload of up to so many bytes only when it is there whole; 0 by default. */
    public void wholePublishUpTo(int payloadBytes) {
        this.wholePayload = payloadBytes;
    }

    /** The packet found last. */
    public Frame frame() {
        return frame;
    }

    /** Where strings are checked; free between calls. */
    public byte[] strings() {
        return strings;
    }

    /** Lets go of the buffer that the last packet was found in. */
    public void release() {
        frame.buf = Unpooled.EMPTY_BUFFER;
        wire.off();
    }

    /**
     * Looks for a packet at {@code at}.
     *
     * @param limit where the readable bytes end
     * @return 0 when {@link #frame()} is a packet that can be judged, otherwise how many bytes from {@code at} on are
     *     wanted before the next try, always more than there are
     * @throws MalformedPacket when no packet of this side starts like this, or it is too large
     */
    public int read(ByteBuf buf, int at, int limit) throws MalformedPacket {
        int available = limit - at;
        if (available < 2) {
            return 2;
        }
        int first = buf.getUnsignedByte(at);
        checkFirst(first);
        int remaining = buf.getByte(at + 1);
        int header = 2;
        if (remaining < 0) {
            remaining &= 0x7f;
            int b;
            do {
                if (header == 5) {
                    throw MalformedPacket.malformed("remaining length of more than four bytes");
                }
                if (available <= header) {
                    return header + 1;
                }
                b = buf.getByte(at + header);
                remaining |= (b & 0x7f) << 7 * (header - 1);
                header++;
            } while (b < 0);
            if (b == 0) {
                throw MalformedPacket.malformed("remaining length longer than needed");
            }
        }
        int length = header + remaining;
        boolean publish = first >> 4 == PacketType.PUBLISH;
        frame.buf = buf;
        frame.start = at;
        frame.first = first;
        frame.bodyStart = at + header;
        frame.length = length;
        if (length > maxPacketSize && !(publish && oversizedPublishPasses)) {
            if (first >> 4 == PacketType.CONNECT && available < header + ConnectPacket.VERSION_BYTES) {
                // A few bytes more tell which version the refusal has to be written in.
                return header + ConnectPacket.VERSION_BYTES;
            }
            throw MalformedPacket.tooLarge("packet larger than allowed");
        }
        frame.packetId = 0;
        frame.topicLength = 0;
        frame.reasonCode = 0;
        if (publish) {
            return publish(buf, at, header, remaining, available);
        }
        if (available < length) {
            return length;
        }
        frame.headLength = length;
        frame.properties.clear();
        body(buf, first >> 4, remaining);
        return 0;
    }

    private void checkFirst(int first) throws MalformedPacket {
        if (first == TLS_HANDSHAKE) {
            throw MalformedPacket.malformed(MalformedPacket.TLS);
        }
        int type = first >> 4;
        if ((packets & 1 << type) == 0) {
            throw MalformedPacket.protocolError("packet type that this side cannot send");
        }
        int flags = first & 0xf;
        if (type == PacketType.PUBLISH) {
            if ((flags & 6) == 6 || (flags & 0xe) == 8) {
                throw MalformedPacket.malformed("PUBLISH with QoS 3, or a duplicate of QoS 0");
            }
        } else if (flags != expectedFlags(type)) {
            // MQTT 3.1 lets a PUBREL, SUBSCRIBE or UNSUBSCRIBE that is sent again say so.
            boolean resent = level == 3 && expectedFlags(type) == 2 && flags == 0xa;
            if (!resent) {
                throw MalformedPacket.malformed("reserved flags of the fixed header are set wrongly");
            }
        }
    }

    private static int expectedFlags(int type) {
        return switch (type) {
            case PacketType.PUBREL, PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE -> 2;
            default -> 0;
        };
    }

    /** MQTT 5, section 3.3. */
    private int publish(ByteBuf buf, int at, int header, int remaining, int available) throws MalformedPacket {
        if (remaining < 2) {
            throw MalformedPacket.malformed("PUBLISH without a topic name");
        }
        if (available < header + 2) {
            return header + 2;
        }
        int topicLength = buf.getUnsignedShort(at + header);
        boolean acknowledged = (frame.first & 6) != 0;
        int head = header + 2 + topicLength + (acknowledged ? 2 : 0);
        // Where the properties start; an MQTT 5 packet has at least their length.
        int least = level == 5 ? head + 1 : head;
        if (least > frame.length) {
            throw MalformedPacket.malformed("PUBLISH shorter than its head");
        }
        tooLargeHead(least);
        if (available < least) {
            return least;
        }
        frame.properties.clear();
        if (level == 5) {
            int size = buf.getUnsignedByte(at + head);
            int width = 1;
            if (size > 0x7f) {
                size &= 0x7f;
                int b;
                do {
                    if (width == 4 || head + width >= frame.length) {
                        throw MalformedPacket.malformed("property length that does not end");
                    }
                    if (available <= head + width) {
                        return head + width + 1;
                    }
                    b = buf.getByte(at + head + width);
                    size |= (b & 0x7f) << 7 * width;
                    width++;
                } while (b < 0);
                if (b == 0) {
                    throw MalformedPacket.malformed("property length longer than needed");
                }
            }
            int propertiesStart = head + width;
            head = propertiesStart + size;
            if (head > frame.length) {
                throw MalformedPacket.malformed("properties that reach past the end of their packet");
            }
            tooLargeHead(head);
            if (available < head) {
                return head;
            }
            frame.properties.read(buf, at + propertiesStart, at + head, PacketType.PUBLISH);
            if (sender == Sender.DEVICE && frame.properties.has(Property.SUBSCRIPTION_IDENTIFIER)) {
                throw MalformedPacket.protocolError("subscription identifier in a client's PUBLISH");
            }
        }
        if (available < frame.length && frame.length - head <= wholePayload) {
            return frame.length;
        }
        frame.headLength = head;
        frame.topicLength = topicLength;
        topic(buf, at + header + 2, topicLength);
        if (acknowledged) {
            frame.packetId = buf.getUnsignedShort(at + header + 2 + topicLength);
            if (frame.packetId == 0) {
                throw MalformedPacket.protocolError("packet identifier 0");
            }
        }
        return 0;
    }

    private void tooLargeHead(int head) throws MalformedPacket {
        if (head > maxPacketSize) {
            throw MalformedPacket.tooLarge("topic name and properties larger than a packet may be");
        }
    }

    private void topic(ByteBuf buf, int from, int length) throws MalformedPacket {
        if (length == 0) {
            if (!frame.properties.has(Property.TOPIC_ALIAS)) {
                throw MalformedPacket.protocolError("PUBLISH with neither topic name nor topic alias");
            }
            return;
        }
        buf.getBytes(from, frame.topic, 0, length);
        boolean good = sender == Sender.DEVICE
                ? WireUtf8.isTopicName(frame.topic, 0, length)
                : WireUtf8.isDeliveredTopicName(frame.topic, 0, length);
        if (!good) {
            throw MalformedPacket.malformed(
                    "topic name that is not UTF-8, holds a wildcard, a control character or a backslash");
        }
    }

    private void body(ByteBuf buf, int type, int remaining) throws MalformedPacket {
        WireReader in = wire.on(buf, frame.bodyStart, frame.end());
        switch (type) {
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP -> {
                frame.packetId = in.packetIdentifier();
                optionalReason(buf, in, type);
            }
            case PacketType.SUBACK, PacketType.UNSUBACK -> {
                frame.packetId = in.packetIdentifier();
                codes(buf, in, type);
            }
            case PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE -> filters(buf, in, type);
            case PacketType.PINGREQ, PacketType.PINGRESP -> in.end();
            case PacketType.DISCONNECT, PacketType.AUTH -> optionalReason(buf, in, type);
            default -> {
                // CONNECT and CONNACK are read once a session, by readers of their own.
                if (remaining < 2) {
                    throw MalformedPacket.malformed("packet too short to be what it says");
                }
            }
        }
    }

    /** A reason code and properties, either of which MQTT 5 lets a sender leave out (sections 3.4.2.1, 3.14.2.1, 3.15). */
    private void optionalReason(ByteBuf buf, WireReader in, int type) throws MalformedPacket {
        if (level < 5) {
            in.end();
            return;
        }
        if (in.remaining() > 0) {
            frame.reasonCode = in.u8();
            if (in.remaining() > 0) {
                frame.properties.read(buf, in, type);
                in.end();
            }
        }
        // One that is left out is 0, which not every packet may say either.
        if (!ReasonCodes.isAllowed(type, sender, frame.reasonCode)) {
            throw MalformedPacket.protocolError("reason code that this packet cannot have");
        }
        if (type == PacketType.DISCONNECT && frame.properties.has(notForDisconnect())) {
            throw MalformedPacket.protocolError("property that this side cannot give in a DISCONNECT");
        }
        if (type == PacketType.AUTH && !frame.properties.has(Property.AUTHENTICATION_METHOD) && frame.reasonCode != 0) {
            throw MalformedPacket.protocolError("AUTH without an authentication method");
        }
    }

    /** A server does not set the session expiry [MQTT-3.14.2-2], a client knows no other server (section 3.14.2.2.5). */
    private int notForDisconnect() {
        return sender == Sender.BROKER ? Property.SESSION_EXPIRY_INTERVAL : Property.SERVER_REFERENCE;
    }

    /** MQTT 5, sections 3.9 and 3.11. */
    private void codes(ByteBuf buf, WireReader in, int type) throws MalformedPacket {
        if (level == 5) {
            frame.properties.read(buf, in, type);
        } else if (type == PacketType.UNSUBACK) {
            in.end();
            return;
        }
        if (in.remaining() == 0) {
            throw MalformedPacket.protocolError("acknowledgement without a reason code");
        }
        while (in.remaining() > 0) {
            if (!ReasonCodes.isAllowedInSuback(type, level, in.u8())) {
                throw MalformedPacket.protocolError("reason code that this packet cannot have");
            }
        }
    }

    /** MQTT 5, sections 3.8 and 3.10: at least one filter, each well formed. */
    private void filters(ByteBuf buf, WireReader in, int type) throws MalformedPacket {
        frame.packetId = in.packetIdentifier();
        if (level == 5) {
            frame.properties.read(buf, in, type);
        }
        if (in.remaining() == 0) {
            throw MalformedPacket.protocolError("SUBSCRIBE or UNSUBSCRIBE without a topic filter"); // [MQTT-3.8.3-2]
        }
        do {
            int length = in.topicFilter();
            if (type == PacketType.SUBSCRIBE) {
                SubscriptionOptions.check(in.u8(), level, frame.topic, length);
            }
        } while (in.remaining() > 0);
    }
}
