/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * A PUBLISH (MQTT 5, section 3.3).
 *
 * @param topic as it stands on the wire; empty where only an alias stands
 * @param packetId 0 with QoS 0
 * @param properties all of them, as they stand on the wire without their length; empty before MQTT 5
 * @param alias 0 for none
 */
@SuppressWarnings("ArrayRecordComponent")
record Publish(
        boolean dup,
        int qos,
        boolean retain,
        String topic,
        int packetId,
        byte[] properties,
        int alias,
        Optional<String> responseTopic,
        byte[] payload) {

    static Publish read(Packet packet, int level) {
        int first = packet.first();
        int qos = first >> 1 & 3;
        Cursor in = packet.body();
        String topic = in.text();
        int packetId = qos > 0 ? in.u16() : 0;
        byte[] properties = level == 5 ? in.properties().peek() : new byte[0];
        Properties read = Properties.read(new Cursor(properties, 0, properties.length));
        return new Publish(
                (first & 8) != 0,
                qos,
                (first & 1) != 0,
                topic,
                packetId,
                properties,
                (int) read.number(Properties.TOPIC_ALIAS, 0),
                read.text(Properties.RESPONSE_TOPIC),
                in.rest());
    }

    Packet packet(int level) {
        Bytes body = new Bytes().text(topic);
        if (qos > 0) {
            body.u16(packetId);
        }
        if (level == 5) {
            body.varint(properties.length).raw(properties);
        }
        return Packet.of(PacketType.PUBLISH << 4 | (dup ? 8 : 0) | qos << 1 | (retain ? 1 : 0), body.raw(payload));
    }

    Publish withTopic(String topic) {
        return new Publish(dup, qos, retain, topic, packetId, properties, alias, responseTopic, payload);
    }

    Publish withoutRetain() {
        return new Publish(dup, qos, false, topic, packetId, properties, alias, responseTopic, payload);
    }

    /** With so many bytes of payload less. */
    Publish shortenedBy(int bytes) {
        byte[] shorter = Arrays.copyOf(payload, payload.length - bytes);
        return new Publish(dup, qos, retain, topic, packetId, properties, alias, responseTopic, shorter);
    }

    /** The same on the wire, but for the topic. */
    boolean equalsButTopic(Publish other) {
        return dup == other.dup
                && qos == other.qos
                && retain == other.retain
                && packetId == other.packetId
                && Arrays.equals(properties, other.properties)
                && Arrays.equals(payload, other.payload);
    }

    @Override
    public String toString() {
        return "PUBLISH" + (dup ? " DUP" : "") + " QoS " + qos + (retain ? " retained" : "") + " '" + topic + "'"
                + (packetId == 0 ? "" : " id " + packetId)
                + (alias == 0 ? "" : " alias " + alias)
                + responseTopic
                        .map(response -> " response topic '" + response + "'")
                        .orElse("")
                + " " + payload.length + " bytes";
    }
}
