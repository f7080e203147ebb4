/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import static io.sluice.gateway.frame.Property.*;

import io.netty.buffer.ByteBuf;

/**
 * The properties of one packet, checked and remembered by where they stand (MQTT 5, section 2.2.2). Reused from packet to
 * packet: reading allocates nothing.
 */
public final class Properties {
    /** The bit of the will's properties in {@link #HOME}; the other bits are packet types. */
    static final int WILL = 0;

    /** For each identifier, in which packets it may stand, one bit a packet type. */
    private static final int[] HOME = homes();

    private static final int[] NONE = {};

    private final WireReader wire;
    private int[] position = NONE;
    private int[] length = NONE;
    private long present;
    private int userProperties;
    private int start;
    private int end;

    Properties(byte[] scratch) {
        this.wire = new WireReader(scratch);
    }

    private static int[] homes() {
        int publish = 1 << PacketType.PUBLISH;
        int will = 1 << WILL;
        int connect = 1 << PacketType.CONNECT;
        int connack = 1 << PacketType.CONNACK;
        int subscribe = 1 << PacketType.SUBSCRIBE;
        int disconnect = 1 << PacketType.DISCONNECT;
        int auth = 1 << PacketType.AUTH;
        int acks = 1 << PacketType.PUBACK | 1 << PacketType.PUBREC | 1 << PacketType.PUBREL | 1 << PacketType.PUBCOMP;
        int subacks = 1 << PacketType.SUBACK | 1 << PacketType.UNSUBACK;
        int[] home = new int[COUNT];
        home[PAYLOAD_FORMAT_INDICATOR] = publish | will;
        home[MESSAGE_EXPIRY_INTERVAL] = publish | will;
        home[CONTENT_TYPE] = publish | will;
        home[RESPONSE_TOPIC] = publish | will;
        home[CORRELATION_DATA] = publish | will;
        home[SUBSCRIPTION_IDENTIFIER] = publish | subscribe;
        home[SESSION_EXPIRY_INTERVAL] = connect | connack | disconnect;
        home[ASSIGNED_CLIENT_IDENTIFIER] = connack;
        home[SERVER_KEEP_ALIVE] = connack;
        home[AUTHENTICATION_METHOD] = connect | connack | auth;
        home[AUTHENTICATION_DATA] = connect | connack | auth;
        home[REQUEST_PROBLEM_INFORMATION] = connect;
        home[WILL_DELAY_INTERVAL] = will;
        home[REQUEST_RESPONSE_INFORMATION] = connect;
        home[RESPONSE_INFORMATION] = connack;
        home[SERVER_REFERENCE] = connack | disconnect;
        home[REASON_STRING] = connack | acks | subacks | disconnect | auth;
        home[RECEIVE_MAXIMUM] = connect | connack;
        home[TOPIC_ALIAS_MAXIMUM] = connect | connack;
        home[TOPIC_ALIAS] = publish;
        home[MAXIMUM_QOS] = connack;
        home[RETAIN_AVAILABLE] = connack;
        home[USER_PROPERTY] = -1;
        home[MAXIMUM_PACKET_SIZE] = connect | connack;
        home[WILDCARD_SUBSCRIPTION_AVAILABLE] = connack;
        home[SUBSCRIPTION_IDENTIFIER_AVAILABLE] = connack;
        home[SHARED_SUBSCRIPTION_AVAILABLE] = connack;
        return home;
    }

    /** As of a packet without properties. */
    void clear() {
        present = 0;
        userProperties = 0;
        start = 0;
        end = 0;
    }

    /**
     * Reads the property length and the properties that follow.
     *
     * @param packet the packet type, or {@link #WILL}
     */
    void read(ByteBuf buf, WireReader in, int packet) throws MalformedPacket {
        clear();
        int size = in.varint();
        start = in.position();
        in.skip(size);
        end = in.position();
        if (size > 0) {
            readAll(wire.on(buf, start, end), packet);
        }
    }

    /** Reads the properties between two positions. */
    void read(ByteBuf buf, int from, int to, int packet) throws MalformedPacket {
        clear();
        start = from;
        end = to;
        if (to > from) {
            readAll(wire.on(buf, from, to), packet);
        }
    }

    private void readAll(WireReader in, int packet) throws MalformedPacket {
        if (position.length == 0) {
            // Many devices never have any.
            position = new int[COUNT];
            length = new int[COUNT];
        }
        while (in.remaining() > 0) {
            int id = in.varint();
            if (id >= COUNT || (HOME[id] & 1 << packet) == 0) {
                throw MalformedPacket.malformed("property that this packet cannot have");
            }
            boolean again = (present & 1L << id) != 0;
            if (again && id != USER_PROPERTY && !(id == SUBSCRIPTION_IDENTIFIER && packet == PacketType.PUBLISH)) {
                throw MalformedPacket.protocolError("property given twice");
            }
            present |= 1L << id;
            position[id] = in.position();
            value(in, id);
            length[id] = in.position() - position[id];
        }
        if (has(AUTHENTICATION_DATA) && !has(AUTHENTICATION_METHOD)) {
            throw MalformedPacket.protocolError("authentication data without a method");
        }
    }

    private void value(WireReader in, int id) throws MalformedPacket {
        switch (id) {
            case PAYLOAD_FORMAT_INDICATOR,
                    REQUEST_PROBLEM_INFORMATION,
                    REQUEST_RESPONSE_INFORMATION,
                    MAXIMUM_QOS,
                    RETAIN_AVAILABLE,
                    WILDCARD_SUBSCRIPTION_AVAILABLE,
                    SUBSCRIPTION_IDENTIFIER_AVAILABLE,
                    SHARED_SUBSCRIPTION_AVAILABLE -> {
                if (in.u8() > 1) {
                    throw MalformedPacket.protocolError("property that must be 0 or 1 and is neither");
                }
            }
            case SERVER_KEEP_ALIVE, TOPIC_ALIAS_MAXIMUM -> in.skip(2);
            case RECEIVE_MAXIMUM -> notZero(in.u16());
            case TOPIC_ALIAS -> {
                if (in.u16() == 0) {
                    throw new MalformedPacket(ReasonCode.TOPIC_ALIAS_INVALID, "topic alias 0");
                }
            }
            case MESSAGE_EXPIRY_INTERVAL, SESSION_EXPIRY_INTERVAL, WILL_DELAY_INTERVAL -> in.skip(4);
            case MAXIMUM_PACKET_SIZE -> {
                int high = in.u16();
                notZero(high | in.u16());
            }
            case SUBSCRIPTION_IDENTIFIER -> notZero(in.varint());
            case CORRELATION_DATA, AUTHENTICATION_DATA -> in.binary();
            case RESPONSE_TOPIC -> in.topicName();
            case USER_PROPERTY -> {
                in.utf8();
                in.utf8();
                userProperties++;
            }
            default -> in.utf8();
        }
    }

    private static void notZero(int value) throws MalformedPacket {
        if (value == 0) {
            throw MalformedPacket.protocolError("property that must not be 0");
        }
    }

    /**
     * Copies the properties as they stand, but for some.
     *
     * @param from the buffer that they were read from
     * @param excluded one bit an identifier
     */
    public void copyExcept(ByteBuf from, ByteBuf to, long excluded) {
        WireReader in = wire.on(from, start, end);
        try {
            while (in.remaining() > 0) {
                int at = in.position();
                int id = in.varint();
                value(in, id);
                if ((excluded & 1L << id) == 0) {
                    to.writeBytes(from, at, in.position() - at);
                }
            }
        } catch (MalformedPacket malformed) {
            throw new IllegalStateException("properties that were read before", malformed);
        }
    }

    public boolean has(int id) {
        return (present & 1L << id) != 0;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return present == 0;
    }

    /** How many user properties there are. */
    public int userProperties() {
        return userProperties;
    }

    /** Where the first property stands, after the property length. */
    public int start() {
        return start;
    }

    /** Where the last property ends. */
    public int end() {
        return end;
    }

    /** Where the value of a present property stands, its length prefix included where it has one. */
    public int position(int id) {
        return position[id];
    }

    /** How many bytes the value of a present property takes, its length prefix included where it has one. */
    public int length(int id) {
        return length[id];
    }

    /** A one-byte property, or the fallback where it is absent. */
    public int u8(ByteBuf buf, int id, int fallback) {
        return has(id) ? buf.getUnsignedByte(position[id]) : fallback;
    }

    /** A two-byte property, or the fallback where it is absent. */
    public int u16(ByteBuf buf, int id, int fallback) {
        return has(id) ? buf.getUnsignedShort(position[id]) : fallback;
    }

    /** A four-byte property, or the fallback where it is absent. */
    public long u32(ByteBuf buf, int id, long fallback) {
        return has(id) ? buf.getUnsignedInt(position[id]) : fallback;
    }
}
