/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import io.netty.buffer.ByteBuf;

/**
 * What the gateway wants to know of a CONNACK (MQTT 3.1.1 and 5, section 3.2). The properties of an MQTT 5 one stay in the
 * frame.
 *
 * @param code return code or reason code, 0 for accepted
 * @param receiveMaximum unacknowledged PUBLISHes that the broker takes
 * @param maximumPacketSize bytes that the broker takes, {@link Integer#MAX_VALUE} for no limit
 * @param topicAliasMaximum the highest alias that the device may use
 * @param serverKeepAlive seconds that the broker wants instead of the device's, -1 for none
 */
public record ConnackPacket(
        boolean sessionPresent,
        int code,
        int receiveMaximum,
        int maximumPacketSize,
        int topicAliasMaximum,
        int serverKeepAlive) {

    /** Whether the broker refuses for reasons of its own, which are not the client's fault. */
    public boolean isUnavailable(int level) {
        if (level < 5) {
            return code == 3;
        }
        return switch (code) {
            case ReasonCode.SERVER_UNAVAILABLE,
                    ReasonCode.SERVER_BUSY,
                    ReasonCode.QUOTA_EXCEEDED,
                    ReasonCode.USE_ANOTHER_SERVER,
                    ReasonCode.SERVER_MOVED,
                    ReasonCode.CONNECTION_RATE_EXCEEDED -> true;
            default -> false;
        };
    }

    /** Reads a CONNACK that is in the buffer whole. */
    public static ConnackPacket read(Frame frame, int level) throws MalformedPacket {
        ByteBuf buf = frame.buf();
        WireReader in = new WireReader(frame.topic).on(buf, frame.bodyStart(), frame.end());
        int flags = in.u8();
        int code = in.u8();
        Properties properties = frame.properties();
        properties.clear();
        if (level == 5) {
            properties.read(buf, in, PacketType.CONNACK);
        }
        in.end();
        if (flags > 1 || !ReasonCodes.isAllowedInConnack(level, code) || (flags == 1 && code != 0)) {
            throw MalformedPacket.malformed("CONNACK with reserved values");
        }
        return new ConnackPacket(
                flags == 1,
                code,
                properties.u16(buf, Property.RECEIVE_MAXIMUM, 65_535),
                (int) Math.min(properties.u32(buf, Property.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE), Integer.MAX_VALUE),
                properties.u16(buf, Property.TOPIC_ALIAS_MAXIMUM, 0),
                properties.u16(buf, Property.SERVER_KEEP_ALIVE, -1));
    }
}
