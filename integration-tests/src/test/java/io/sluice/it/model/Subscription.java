/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A SUBSCRIBE, what of it may pass, and what its SUBACK has to say (MQTT 5, sections 3.8 and 3.9).
 *
 * @param properties on the wire with their length; empty before MQTT 5
 */
@SuppressWarnings("ArrayRecordComponent")
record Subscription(int level, int packetId, byte[] properties, List<Filter> filters) {
    private record Filter(String text, int options, boolean allowed) {}

    /** A SUBACK as the broker says it, and as the device has to hear it. */
    record Answer(Packet said, Packet heard) {}

    static Subscription random(int level, int packetId, Oracle oracle, Topics topics, Chance chance) {
        Bytes properties = new Bytes();
        if (level == 5) {
            Bytes content = new Bytes();
            if (chance.oneIn(2)) {
                content.u8(Properties.SUBSCRIPTION_IDENTIFIER).varint(chance.between(1, 300));
            }
            if (chance.oneIn(4)) {
                content.u8(Properties.USER_PROPERTY).text("k").text("v");
            }
            properties.properties(content);
        }
        List<Filter> filters = new ArrayList<>();
        for (int i = chance.between(1, 6); i > 0; i--) {
            String filter = topics.filter();
            Verdict verdict = oracle.subscribe(filter);
            if (verdict != Verdict.EITHER) {
                filters.add(new Filter(filter, options(level, filter, chance), verdict == Verdict.ALLOWED));
            }
        }
        if (filters.isEmpty()) {
            filters.add(new Filter("$nothing/of/it", 0, false));
        }
        return new Subscription(level, packetId, properties.bytes(), filters);
    }

    /** Section 3.8.3.1; No Local with a shared subscription is an error. */
    private static int options(int level, String filter, Chance chance) {
        int qos = chance.below(3);
        if (level < 5) {
            return qos;
        }
        int noLocal = filter.startsWith("$share/") ? 0 : chance.below(2) << 2;
        return qos | noLocal | chance.below(2) << 3 | chance.below(3) << 4;
    }

    /** As the device says it. */
    Packet packet() {
        return packet(filters);
    }

    boolean isAllDenied() {
        return filters.stream().noneMatch(Filter::allowed);
    }

    /** As it has to reach the broker, if some of it is allowed. */
    Packet passing() {
        return packet(filters.stream().filter(Filter::allowed).toList());
    }

    private Packet packet(List<Filter> some) {
        Bytes body = new Bytes().u16(packetId).raw(properties);
        some.forEach(filter -> body.text(filter.text()).u8(filter.options()));
        return Packet.ofType(PacketType.SUBSCRIBE, body);
    }

    /** What the gateway has to say when it denies all of it. */
    Packet refusal() {
        Bytes body = new Bytes().u16(packetId);
        if (level == 5) {
            body.u8(0);
        }
        filters.forEach(filter -> body.u8(refusalCode(filter)));
        return Packet.ofType(PacketType.SUBACK, body);
    }

    /** MQTT 3.1 has no word for it: the device hears what it asked for. */
    private int refusalCode(Filter filter) {
        return switch (level) {
            case 3 -> filter.options() & 3;
            case 4 -> 0x80;
            default -> 0x87;
        };
    }

    /** What the broker says to what has reached it. */
    Answer answer(Chance chance) {
        Bytes said = new Bytes().u16(packetId);
        if (level == 5) {
            Bytes reason = new Bytes();
            if (chance.oneIn(4)) {
                reason.u8(Properties.REASON_STRING).text("because");
            }
            said.properties(reason);
        }
        Bytes heard = new Bytes().raw(said.bytes());
        for (Filter filter : filters) {
            if (filter.allowed()) {
                int granted = chance.below((filter.options() & 3) + 1);
                int code = level == 3 || !chance.oneIn(5)
                        ? granted
                        : level == 5 ? chance.of(0x80, 0x83, 0x87, 0x97) : 0x80;
                said.u8(code);
                heard.u8(code);
            } else {
                heard.u8(refusalCode(filter));
            }
        }
        return new Answer(Packet.ofType(PacketType.SUBACK, said), Packet.ofType(PacketType.SUBACK, heard));
    }
}
