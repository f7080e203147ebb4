/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client's packet means by the strictest reading of MQTT 3.1, 3.1.1 and 5. It is written from the specifications,
 * shares nothing with the gateway's reader, and is the tests' oracle: plain and slow.
 */
final class StrictReading {
    /** Bytes that are no packet, or one that must not be sent. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    /** A packet that can be sent by a client. */
    sealed interface Packet permits Connect, Publish, Filters, Plain {}

    /** An MQTT 5 property with its value as it stands, length prefixes included. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares properties.
    record Property(int id, byte[] value) {
        int u16() {
            return ByteBuffer.wrap(value).getShort() & 0xffff;
        }

        /** Without the length prefix. */
        String text() {
            return new String(value, 2, value.length - 2, StandardCharsets.UTF_8);
        }

        long u32() {
            return ByteBuffer.wrap(value).getInt() & 0xffff_ffffL;
        }
    }

    record Connect(
            int level,
            boolean clean,
            int keepAlive,
            String clientId,
            Optional<Publish> will,
            Optional<String> username,
            List<Property> properties)
            implements Packet {
        Optional<Property> property(int id) {
            return properties.stream().filter(property -> property.id == id).findFirst();
        }
    }

    /** A PUBLISH, or a will, which has no packet identifier. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares these either.
    record Publish(String topic, byte[] payload, int qos, boolean retain, int packetId, List<Property> properties)
            implements Packet {
        Optional<Property> property(int id) {
            return properties.stream().filter(property -> property.id == id).findFirst();
        }
    }

    record Filter(String filter, int options) {}

    /** A SUBSCRIBE or UNSUBSCRIBE. */
    record Filters(int type, int packetId, List<Filter> filters, List<Property> properties) implements Packet {}

    /** A packet of which nobody wants to know more than its type and identifier. */
    record Plain(int type, int packetId) implements Packet {}

    static final int TOPIC_ALIAS = 0x23;
    static final int MESSAGE_EXPIRY = 0x02;
    static final int WILL_DELAY = 0x18;
    static final int SESSION_EXPIRY = 0x11;
    static final int AUTHENTICATION_METHOD = 0x15;
    static final int MAXIMUM_PACKET_SIZE = 0x27;
    static final int SUBSCRIPTION_IDENTIFIER = 0x0b;
    static final int USER_PROPERTY = 0x26;
    static final int RESPONSE_TOPIC = 0x08;

    private static final int CONNECT = 1;
    private static final int PUBLISH = 3;
    private static final int PUBREL = 6;
    private static final int SUBSCRIBE = 8;
    private static final int UNSUBSCRIBE = 10;
    private static final int PINGREQ = 12;
    private static final int DISCONNECT = 14;
    private static final int WILL = 16;
    private static final int DELIVERY = 17;

    /** Shapes of a property's value (MQTT 5, table 2-4). */
    private enum Shape {
        BIT,
        TWO_BYTES,
        NOT_ZERO_TWO_BYTES,
        FOUR_BYTES,
        NOT_ZERO_FOUR_BYTES,
        NOT_ZERO_VARINT,
        TEXT,
        PAIR,
        TOPIC,
        BINARY
    }

    private record Kind(Shape shape, Set<Integer> homes) {}

    private static final Map<Integer, Kind> PROPERTIES = Map.ofEntries(
            kind(0x01, Shape.BIT, PUBLISH, DELIVERY, WILL),
            kind(MESSAGE_EXPIRY, Shape.FOUR_BYTES, PUBLISH, DELIVERY, WILL),
            kind(0x03, Shape.TEXT, PUBLISH, DELIVERY, WILL),
            kind(RESPONSE_TOPIC, Shape.TOPIC, PUBLISH, DELIVERY, WILL),
            kind(0x09, Shape.BINARY, PUBLISH, DELIVERY, WILL),
            kind(SUBSCRIPTION_IDENTIFIER, Shape.NOT_ZERO_VARINT, SUBSCRIBE, DELIVERY),
            kind(SESSION_EXPIRY, Shape.FOUR_BYTES, CONNECT, DISCONNECT),
            kind(AUTHENTICATION_METHOD, Shape.TEXT, CONNECT),
            kind(0x16, Shape.BINARY, CONNECT),
            kind(0x17, Shape.BIT, CONNECT),
            kind(WILL_DELAY, Shape.FOUR_BYTES, WILL),
            kind(0x19, Shape.BIT, CONNECT),
            kind(0x1f, Shape.TEXT, PUBREL, DISCONNECT),
            kind(0x21, Shape.NOT_ZERO_TWO_BYTES, CONNECT),
            kind(0x22, Shape.TWO_BYTES, CONNECT),
            kind(TOPIC_ALIAS, Shape.NOT_ZERO_TWO_BYTES, PUBLISH, DELIVERY),
            kind(
                    USER_PROPERTY,
                    Shape.PAIR,
                    CONNECT,
                    PUBLISH,
                    DELIVERY,
                    WILL,
                    PUBREL,
                    SUBSCRIBE,
                    UNSUBSCRIBE,
                    DISCONNECT),
            kind(MAXIMUM_PACKET_SIZE, Shape.NOT_ZERO_FOUR_BYTES, CONNECT));

    private static Map.Entry<Integer, Kind> kind(int id, Shape shape, Integer... homes) {
        return Map.entry(id, new Kind(shape, Set.of(homes)));
    }

    private final int level;
    private final ByteBuffer in;

    /** Whether topics may hold backslashes, since the broker has read them already. */
    private boolean mayEscape;

    private StrictReading(int level, byte[] bytes) {
        this.level = level;
        this.in = ByteBuffer.wrap(bytes);
    }

    /**
     * Reads one packet.
     *
     * @param level of the session: 3, 4 or 5; of no matter for a CONNECT
     * @param packet all of its bytes and no more
     */
    static Packet packet(byte[] packet, int level) throws Refused {
        int type = (packet[0] & 0xf0) >> 4;
        int flags = packet[0] & 0xf;
        byte[] body = Arrays.copyOfRange(packet, packet.length - remainingLength(packet), packet.length);
        if (type == CONNECT) {
            refuse(flags != 0, "reserved flags");
            return new StrictReading(connectLevel(body), body).connect();
        }
        StrictReading reading = new StrictReading(level, body);
        switch (type) {
            case PUBLISH -> {
                return reading.publish(flags, PUBLISH);
            }
            case SUBSCRIBE, UNSUBSCRIBE, PUBREL -> {
                refuse(flags != 2 && !(level == 3 && flags == 0xa), "reserved flags");
                return type == PUBREL ? reading.acknowledgement(type) : reading.filters(type);
            }
            case PINGREQ, DISCONNECT -> {
                refuse(flags != 0, "reserved flags");
                return type == PINGREQ ? reading.empty(type) : reading.disconnect();
            }
            default -> throw new Refused("packet type " + type);
        }
    }

    /** Whether a packet is of a type that this class knows. */
    static boolean mayRead(byte[] packet) {
        return Set.of(CONNECT, PUBLISH, PUBREL, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, DISCONNECT)
                .contains((packet[0] & 0xf0) >> 4);
    }

    /** Reads a PUBLISH of a broker. */
    static Publish delivery(byte[] packet, int level) throws Refused {
        byte[] body = Arrays.copyOfRange(packet, packet.length - remainingLength(packet), packet.length);
        return new StrictReading(level, body).publish(packet[0] & 0xf, DELIVERY);
    }

    /**
     * How long the packet is that starts at a position.
     *
     * @return -1 where its header is not there whole
     */
    static int length(byte[] stream, int at) throws Refused {
        int length = 0;
        for (int i = 1; i <= 4; i++) {
            if (at + i >= stream.length) {
                return -1;
            }
            int b = stream[at + i] & 0xff;
            length |= (b & 0x7f) << 7 * (i - 1);
            if (b < 0x80) {
                refuse(b == 0 && i > 1, "remaining length longer than needed");
                return 1 + i + length;
            }
        }
        throw new Refused("remaining length without an end");
    }

    private static int remainingLength(byte[] packet) {
        int header = 2;
        while (packet[header - 1] < 0) {
            header++;
        }
        return packet.length - header;
    }

    private static void refuse(boolean when, String why) throws Refused {
        if (when) {
            throw new Refused(why);
        }
    }

    // ---- packets ----

    private static int connectLevel(byte[] body) throws Refused {
        StrictReading start = new StrictReading(5, body);
        String name = start.text();
        int level = start.u8();
        boolean known = name.equals("MQTT") && (level == 4 || level == 5) || name.equals("MQIsdp") && level == 3;
        refuse(!known, "protocol " + name + " " + level);
        return level;
    }

    private Connect connect() throws Refused {
        text();
        u8();
        int flags = u8();
        boolean hasWill = (flags & 4) != 0;
        int willQos = flags >> 3 & 3;
        boolean willRetain = (flags & 0x20) != 0;
        boolean hasPassword = (flags & 0x40) != 0;
        boolean hasUsername = (flags & 0x80) != 0;
        refuse((flags & 1) != 0, "reserved connect flag");
        refuse(willQos == 3, "will QoS 3");
        refuse(!hasWill && (willQos != 0 || willRetain), "flags of no will");
        refuse(level < 5 && hasPassword && !hasUsername, "password without user name");
        int keepAlive = u16();
        List<Property> properties = properties(CONNECT);
        boolean method = properties.stream().anyMatch(property -> property.id == AUTHENTICATION_METHOD);
        refuse(!method && properties.stream().anyMatch(property -> property.id == 0x16), "data without method");
        String clientId = text();
        Optional<Publish> will = Optional.empty();
        if (hasWill) {
            List<Property> willProperties = properties(WILL);
            String topic = topicName();
            refuse(topic.isEmpty(), "will without topic");
            will = Optional.of(new Publish(topic, binary(), willQos, willRetain, 0, willProperties));
        }
        Optional<String> username = hasUsername ? Optional.of(text()) : Optional.empty();
        if (hasPassword) {
            binary();
        }
        end();
        return new Connect(level, (flags & 2) != 0, keepAlive, clientId, will, username, properties);
    }

    private Publish publish(int flags, int home) throws Refused {
        int qos = flags >> 1 & 3;
        refuse(qos == 3, "QoS 3");
        mayEscape = home == DELIVERY;
        refuse(qos == 0 && (flags & 8) != 0, "duplicate of QoS 0");
        String topic = topicName();
        int packetId = qos > 0 ? packetId() : 0;
        List<Property> properties = properties(home);
        boolean alias = properties.stream().anyMatch(property -> property.id == TOPIC_ALIAS);
        refuse(topic.isEmpty() && !alias, "neither topic nor alias");
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        return new Publish(topic, payload, qos, (flags & 1) != 0, packetId, properties);
    }

    private Filters filters(int type) throws Refused {
        int packetId = packetId();
        List<Property> properties = properties(type);
        List<Filter> filters = new ArrayList<>();
        do {
            String filter = filter();
            int options = type == SUBSCRIBE ? u8() : 0;
            refuse((options & 3) == 3, "QoS 3");
            refuse(level < 5 && options > 2, "reserved options");
            refuse((options & 0xc0) != 0 || (options & 0x30) == 0x30, "reserved options");
            refuse((options & 4) != 0 && filter.startsWith("$share/"), "No Local and shared");
            filters.add(new Filter(filter, options));
        } while (in.hasRemaining());
        return new Filters(type, packetId, filters, properties);
    }

    private Plain acknowledgement(int type) throws Refused {
        int packetId = packetId();
        if (level == 5 && in.hasRemaining()) {
            int code = u8();
            refuse(code != 0 && code != 0x92, "reason code");
            if (in.hasRemaining()) {
                properties(type);
            }
        }
        end();
        return new Plain(type, packetId);
    }

    private Plain disconnect() throws Refused {
        if (level == 5 && in.hasRemaining()) {
            int code = u8();
            Set<Integer> known = Set.of(0, 4, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99);
            refuse(!known.contains(code), "reason code");
            if (in.hasRemaining()) {
                properties(DISCONNECT);
            }
        }
        return empty(DISCONNECT);
    }

    private Plain empty(int type) throws Refused {
        end();
        return new Plain(type, 0);
    }

    // ---- fields ----

    private List<Property> properties(int home) throws Refused {
        if (level < 5) {
            return List.of();
        }
        int size = varint();
        refuse(size > in.remaining(), "properties past the end");
        byte[] bytes = new byte[size];
        in.get(bytes);
        StrictReading inner = new StrictReading(level, bytes);
        inner.mayEscape = mayEscape;
        List<Property> properties = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        while (inner.in.hasRemaining()) {
            int id = inner.varint();
            Kind kind = PROPERTIES.get(id);
            if (kind == null || !kind.homes.contains(home)) {
                throw new Refused("property " + id);
            }
            boolean repeatable = id == USER_PROPERTY || (id == SUBSCRIPTION_IDENTIFIER && home == DELIVERY);
            refuse(!seen.add(id) && !repeatable, "property twice");
            int start = inner.in.position();
            inner.value(kind.shape);
            properties.add(new Property(id, Arrays.copyOfRange(bytes, start, inner.in.position())));
        }
        return properties;
    }

    private void value(Shape shape) throws Refused {
        switch (shape) {
            case BIT -> refuse(u8() > 1, "neither 0 nor 1");
            case TWO_BYTES -> u16();
            case NOT_ZERO_TWO_BYTES -> refuse(u16() == 0, "0");
            case FOUR_BYTES -> u32();
            case NOT_ZERO_FOUR_BYTES -> refuse(u32() == 0, "0");
            case NOT_ZERO_VARINT -> refuse(varint() == 0, "0");
            case TEXT -> text();
            case PAIR -> {
                text();
                text();
            }
            case TOPIC -> refuse(topicName().isEmpty(), "empty topic");
            case BINARY -> binary();
        }
    }

    private void end() throws Refused {
        refuse(in.hasRemaining(), "bytes after the end");
    }

    private int u8() throws Refused {
        refuse(in.remaining() < 1, "too short");
        return in.get() & 0xff;
    }

    private int u16() throws Refused {
        return u8() << 8 | u8();
    }

    private long u32() throws Refused {
        return (long) u16() << 16 | u16();
    }

    private int packetId() throws Refused {
        int id = u16();
        refuse(id == 0, "packet identifier 0");
        return id;
    }

    private int varint() throws Refused {
        ByteArrayOutputStream digits = new ByteArrayOutputStream();
        int b;
        do {
            b = u8();
            digits.write(b & 0x7f);
        } while (b >= 0x80);
        refuse(digits.size() > 4 || (digits.size() > 1 && b == 0), "variable byte integer");
        int value = 0;
        byte[] all = digits.toByteArray();
        for (int i = all.length - 1; i >= 0; i--) {
            value = value << 7 | all[i];
        }
        return value;
    }

    private byte[] binary() throws Refused {
        int length = u16();
        refuse(in.remaining() < length, "too short");
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private String text() throws Refused {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(binary()))
                    .toString();
            refuse(text.codePoints().anyMatch(StrictReading::isNoText), "character");
            return text;
        } catch (CharacterCodingException notUtf8) {
            throw new Refused("not UTF-8");
        }
    }

    /** What must not or should not be in a string (MQTT 5, section 1.5.4). */
    private static boolean isNoText(int c) {
        return Character.isISOControl(c) || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xffff) >= 0xfffe;
    }

    private String topicName() throws Refused {
        String topic = text();
        refuse(topic.contains("+") || topic.contains("#"), "wildcard in a topic name");
        refuse(topic.contains("\\") && !mayEscape, "backslash, which Artemis takes for an escape");
        return topic;
    }

    private String filter() throws Refused {
        String filter = text();
        refuse(filter.isEmpty(), "empty filter");
        refuse(filter.contains("\\"), "backslash, which Artemis takes for an escape");
        String[] levels = filter.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean hash = levels[i].contains("#");
            refuse(hash && (levels[i].length() > 1 || i < levels.length - 1), "# out of its place");
            refuse(levels[i].contains("+") && levels[i].length() > 1, "+ out of its place");
        }
        return filter;
    }
}
