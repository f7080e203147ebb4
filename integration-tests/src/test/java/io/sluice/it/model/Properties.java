/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Properties of a packet that was read (MQTT 5, section 2.2.2.2). */
final class Properties {
    static final int RESPONSE_TOPIC = 0x08;
    static final int CORRELATION_DATA = 0x09;
    static final int SUBSCRIPTION_IDENTIFIER = 0x0b;
    static final int SESSION_EXPIRY_INTERVAL = 0x11;
    static final int AUTHENTICATION_METHOD = 0x15;
    static final int AUTHENTICATION_DATA = 0x16;
    static final int REASON_STRING = 0x1f;
    static final int RECEIVE_MAXIMUM = 0x21;
    static final int TOPIC_ALIAS_MAXIMUM = 0x22;
    static final int TOPIC_ALIAS = 0x23;
    static final int MAXIMUM_PACKET_SIZE = 0x27;
    static final int USER_PROPERTY = 0x26;

    static final Properties NONE = new Properties();

    private final Map<Integer, Long> numbers = new HashMap<>();
    private final Map<Integer, String> texts = new HashMap<>();

    private Properties() {}

    static Properties read(Cursor in) {
        Properties read = new Properties();
        while (!in.atEnd()) {
            read.one(in, in.varint());
        }
        return read;
    }

    private void one(Cursor in, int id) {
        switch (id) {
            case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a -> numbers.put(id, (long) in.u8());
            case 0x13, RECEIVE_MAXIMUM, TOPIC_ALIAS_MAXIMUM, TOPIC_ALIAS -> numbers.put(id, (long) in.u16());
            case 0x02, SESSION_EXPIRY_INTERVAL, 0x18, MAXIMUM_PACKET_SIZE -> numbers.put(id, in.u32());
            case SUBSCRIPTION_IDENTIFIER -> numbers.put(id, (long) in.varint());
            case 0x03, RESPONSE_TOPIC, 0x12, AUTHENTICATION_METHOD, 0x1a, 0x1c, REASON_STRING ->
                texts.put(id, in.text());
            case CORRELATION_DATA, AUTHENTICATION_DATA -> in.binary();
            case USER_PROPERTY -> {
                in.text();
                in.text();
            }
            default -> throw new AssertionError("no property is called " + id);
        }
    }

    long number(int id, long absent) {
        return numbers.getOrDefault(id, absent);
    }

    Optional<String> text(int id) {
        return Optional.ofNullable(texts.get(id));
    }
}
