/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.List;
import java.util.Optional;

/** Makes PUBLISHes of every legal shape (MQTT 5, section 3.3). */
final class Publisher {
    private final Side side;
    private final int level;
    private final Chance chance;
    private final Topics topics;
    private final Aliases aliases;
    private final int largest;
    private int number;

    /**
     * @param aliases what the receiver has been taught
     * @param largest packet that the receiver takes, in bytes
     */
    Publisher(Side side, int level, Chance chance, Topics topics, Aliases aliases, int largest) {
        this.largest = largest;
        this.side = side;
        this.level = level;
        this.chance = chance;
        this.topics = topics;
        this.aliases = aliases;
    }

    Publish next(int qos, int packetId) {
        int alias = aliases.maximum() > 0 && chance.percent(60) ? chance.between(1, aliases.maximum()) : 0;
        boolean reuse = aliases.topic(alias).isPresent() && chance.percent(60);
        String topic = reuse ? "" : topics.name();
        if (alias > 0 && !reuse) {
            aliases.set(alias, topic);
        }
        Optional<String> responseTopic =
                level == 5 && chance.percent(15) ? Optional.of(topics.name()) : Optional.empty();
        byte[] properties = level == 5 ? properties(alias, responseTopic) : new byte[0];
        Publish publish = new Publish(
                false, qos, chance.percent(15), topic, packetId, properties, alias, responseTopic, payload());
        int excess = publish.packet(level).bytes().length - largest;
        return excess > 0 ? publish.shortenedBy(excess) : publish;
    }

    /** The same message once more, on a connection that knows no aliases yet (section 3.3.1.1). */
    Publish again(Message message) {
        Publish first = message.publish();
        byte[] properties = level == 5 ? properties(0, first.responseTopic()) : new byte[0];
        return new Publish(
                true,
                first.qos(),
                first.retain(),
                message.topic(),
                first.packetId(),
                properties,
                0,
                first.responseTopic(),
                first.payload());
    }

    private byte[] properties(int alias, Optional<String> responseTopic) {
        Bytes properties = new Bytes();
        boolean aliasFirst = chance.oneIn(2);
        if (aliasFirst) {
            alias(properties, alias);
        }
        responseTopic.ifPresent(
                topic -> properties.u8(Properties.RESPONSE_TOPIC).text(topic));
        if (responseTopic.isPresent() && chance.oneIn(2)) {
            properties.u8(Properties.CORRELATION_DATA).binary(chance.bytes(chance.below(9)));
        }
        for (int i = chance.oneIn(4) ? chance.between(1, 3) : 0; i > 0; i--) {
            properties
                    .u8(Properties.USER_PROPERTY)
                    .text(chance.of("a", "up/secret", ""))
                    .text("v" + i);
        }
        if (side == Side.BROKER && chance.oneIn(4)) {
            properties.u8(Properties.SUBSCRIPTION_IDENTIFIER).varint(chance.of(1, 127, 128, 268_435_455));
        }
        if (!aliasFirst) {
            alias(properties, alias);
        }
        return properties.bytes();
    }

    private static void alias(Bytes properties, int alias) {
        if (alias > 0) {
            properties.u8(Properties.TOPIC_ALIAS).u16(alias);
        }
    }

    /** Numbered where there is room for it, so that no two are the same. */
    private byte[] payload() {
        int most = chance.of(List.of(0, 40, 40, 40, 40, 40, 40, 300, 300, 300, 300, 3_000, 3_000, 3_000));
        byte[] payload = chance.bytes(chance.below(chance.oneIn(50) ? 40_000 : most + 1));
        number++;
        for (int i = 0; i < Math.min(4, payload.length); i++) {
            payload[i] = (byte) (number >>> 8 * i);
        }
        return payload;
    }
}
