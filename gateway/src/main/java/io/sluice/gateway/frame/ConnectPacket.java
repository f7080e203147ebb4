/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the gateway wants to know of a CONNECT (MQTT 3.1.1 and 5, section 3.1). It holds no password and no will payload: the
 * packet is forwarded as it came, so that nobody needs them.
 *
 * @param level protocol level: 3, 4 or 5
 * @param cleanStart Clean Session in MQTT 3.1 and 3.1.1
 * @param keepAlive seconds, 0 for none
 * @param receiveMaximum unacknowledged PUBLISHes that the device takes, 65,535 before MQTT 5
 * @param maximumPacketSize bytes that the device takes, {@link Integer#MAX_VALUE} for no limit
 * @param topicAliasMaximum the highest alias that the broker may use, 0 before MQTT 5
 * @param sessionExpiry seconds that the session lives on after its connection, as asked for in MQTT 5, 0 before
 * @param enhancedAuthentication whether AUTH packets may follow
 * @param userProperties of the CONNECT and its will together
 * @param layout where its fields stand
 */
public record ConnectPacket(
        int level,
        boolean cleanStart,
        int keepAlive,
        String clientId,
        Optional<ConnectWill> will,
        Optional<String> username,
        boolean hasPassword,
        int receiveMaximum,
        int maximumPacketSize,
        int topicAliasMaximum,
        long sessionExpiry,
        boolean enhancedAuthentication,
        int userProperties,
        ConnectLayout layout) {

    private static final int USERNAME = 0x80;
    private static final int PASSWORD = 0x40;
    private static final int WILL_RETAIN = 0x20;
    private static final int WILL_QOS = 0x18;
    private static final int WILL = 0x04;
    private static final int CLEAN = 0x02;
    private static final int RESERVED = 0x01;

    /** A will as the policy judges it. */
    public record ConnectWill(String topic, int qos, boolean retain, Optional<String> responseTopic) {}

    /** Protocol name and level of an MQTT 5 packet take so many bytes. */
    static final int VERSION_BYTES = 7;

    /** Whether a CONNECT, of which only the start is there, is one of MQTT 5. */
    public static boolean isVersion5(Frame frame) {
        ByteBuf buf = frame.buf();
        int at = frame.bodyStart();
        return frame.type() == PacketType.CONNECT
                && buf.writerIndex() - at >= VERSION_BYTES
                && buf.getInt(at) == ('\0' << 24 | 4 << 16 | 'M' << 8 | 'Q')
                && buf.getMedium(at + 4) == ('T' << 16 | 'T' << 8 | 5);
    }

    private static int level(WireReader in) throws MalformedPacket {
        String name = in.string();
        int level = in.u8();
        boolean known = name.equals("MQTT") ? level == 4 || level == 5 : name.equals("MQIsdp") && level == 3;
        if (!known) {
            // Includes the bridge bit 0x80, by which some brokers switch off their loop protection.
            throw MalformedPacket.malformed("protocol name and level of no known MQTT version");
        }
        return level;
    }

    /**
     * Reads a CONNECT that is in the buffer whole.
     *
     * @throws MalformedPacket when it is none by the strictest reading
     */
    public static ConnectPacket read(Frame frame) throws MalformedPacket {
        ByteBuf buf = frame.buf();
        WireReader in = new WireReader(frame.topic).on(buf, frame.bodyStart(), frame.end());
        Properties properties = frame.properties();
        int level = level(in);
        int flagsPosition = in.position() - frame.start();
        int flags = in.u8();
        checkFlags(flags, level);
        int keepAlive = in.u16();
        properties.clear();
        if (level == 5) {
            properties.read(buf, in, PacketType.CONNECT);
        }
        int receiveMaximum = properties.u16(buf, Property.RECEIVE_MAXIMUM, 65_535);
        long maximumPacketSize = properties.u32(buf, Property.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE);
        int topicAliasMaximum = properties.u16(buf, Property.TOPIC_ALIAS_MAXIMUM, 0);
        long sessionExpiry = properties.u32(buf, Property.SESSION_EXPIRY_INTERVAL, 0);
        boolean enhanced = properties.has(Property.AUTHENTICATION_METHOD);
        int userProperties = properties.userProperties();
        int clientIdPosition = in.position() - frame.start();
        String clientId = in.string();
        Optional<ConnectWill> will = Optional.empty();
        int willPayload = 0;
        if ((flags & WILL) != 0) {
            will = Optional.of(will(buf, in, properties, level, flags));
            userProperties += properties.userProperties();
            willPayload = in.position() - frame.start();
            in.binary();
        }
        int credentials = in.position() - frame.start();
        Optional<String> username = (flags & USERNAME) != 0 ? Optional.of(in.string()) : Optional.empty();
        int password = 0;
        if ((flags & PASSWORD) != 0) {
            password = in.position() - frame.start();
            in.binary();
        }
        in.end();
        return new ConnectPacket(
                level,
                (flags & CLEAN) != 0,
                keepAlive,
                clientId,
                will,
                username,
                (flags & PASSWORD) != 0,
                receiveMaximum,
                (int) Math.min(maximumPacketSize, Integer.MAX_VALUE),
                topicAliasMaximum,
                sessionExpiry,
                enhanced,
                userProperties,
                new ConnectLayout(
                        frame.bodyStart() - frame.start(),
                        flagsPosition,
                        clientIdPosition,
                        willPayload,
                        credentials,
                        password));
    }

    private static void checkFlags(int flags, int level) throws MalformedPacket {
        boolean willParts = (flags & (WILL_RETAIN | WILL_QOS)) != 0;
        if ((flags & RESERVED) != 0
                || (flags & WILL_QOS) == WILL_QOS
                || (willParts && (flags & WILL) == 0)
                || (level < 5 && (flags & PASSWORD) != 0 && (flags & USERNAME) == 0)) {
            throw MalformedPacket.malformed("connect flags that contradict each other");
        }
    }

    /** The will up to its payload. */
    private static ConnectWill will(ByteBuf buf, WireReader in, Properties properties, int level, int flags)
            throws MalformedPacket {
        Optional<String> responseTopic = Optional.empty();
        properties.clear();
        if (level == 5) {
            properties.read(buf, in, Properties.WILL);
            if (properties.has(Property.RESPONSE_TOPIC)) {
                int at = properties.position(Property.RESPONSE_TOPIC);
                responseTopic = Optional.of(
                        buf.toString(at + 2, properties.length(Property.RESPONSE_TOPIC) - 2, StandardCharsets.UTF_8));
                if (responseTopic.get().indexOf('\\') >= 0) {
                    throw MalformedPacket.malformed("response topic that holds a backslash");
                }
            }
        }
        return new ConnectWill(
                in.topicNameString(), (flags & WILL_QOS) >> 3, (flags & WILL_RETAIN) != 0, responseTopic);
    }
}
