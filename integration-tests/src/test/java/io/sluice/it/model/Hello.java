/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.Optional;

/**
 * How a device connects (MQTT 5, section 3.1).
 *
 * @param packet CONNECT as it is said
 * @param passing CONNECT as it has to reach the broker
 * @param verdict of its will
 */
record Hello(Packet packet, Packet passing, Verdict verdict, Terms terms, Optional<String> authenticationMethod) {
    private static final int CLEAN_START = 0x02;
    private static final int WILL = 0x04;
    private static final int WILL_RETAIN = 0x20;

    static Hello random(Session session, boolean cleanStart, Chance chance) {
        int level = session.level();
        Topics topics = new Topics(chance, session.clientId());
        Terms terms = Terms.random(level, !session.isDurable(), chance);
        Optional<String> method = level == 5 && chance.oneIn(5) ? Optional.of("method") : Optional.empty();
        int flags = cleanStart ? CLEAN_START : 0;
        Bytes rest = new Bytes().u16(600);
        if (level == 5) {
            Bytes properties =
                    new Bytes().u8(Properties.SESSION_EXPIRY_INTERVAL).u32(3_600);
            terms.write(properties);
            method.ifPresent(
                    name -> properties.u8(Properties.AUTHENTICATION_METHOD).text(name));
            rest.properties(properties);
        }
        rest.text(session.clientId());
        Verdict verdict = Verdict.ALLOWED;
        if (chance.oneIn(2)) {
            flags |= WILL | chance.below(3) << 3 | (chance.oneIn(3) ? WILL_RETAIN : 0);
            verdict = will(session, topics, rest, chance);
        }
        boolean strips = session.stripsRetain();
        return new Hello(
                connect(level, flags, rest),
                connect(level, strips ? flags & ~WILL_RETAIN : flags, rest),
                verdict,
                terms,
                method);
    }

    private static Verdict will(Session session, Topics topics, Bytes rest, Chance chance) {
        boolean denied = chance.oneIn(8);
        String topic;
        Optional<String> responseTopic;
        Verdict verdict;
        do {
            topic = topics.name();
            responseTopic = session.level() == 5 && chance.oneIn(4) ? Optional.of(topics.name()) : Optional.empty();
            verdict = session.oracle().publish(topic, responseTopic);
        } while (verdict != (denied ? Verdict.DENIED : Verdict.ALLOWED));
        if (session.level() == 5) {
            Bytes properties = new Bytes();
            responseTopic.ifPresent(
                    name -> properties.u8(Properties.RESPONSE_TOPIC).text(name));
            rest.properties(properties);
        }
        rest.text(topic).binary(chance.bytes(chance.below(100)));
        return verdict;
    }

    private static Packet connect(int level, int flags, Bytes rest) {
        return Packet.ofType(
                PacketType.CONNECT,
                new Bytes()
                        .text(level == 3 ? "MQIsdp" : "MQTT")
                        .u8(level)
                        .u8(flags)
                        .raw(rest.bytes()));
    }
}
