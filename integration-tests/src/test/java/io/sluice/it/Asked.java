/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Something that a policy is asked about: as a packet, and as options of {@code sluice explain}. */
sealed interface Asked {

    /** A device that connects. */
    record Connect(
            String source,
            int level,
            String clientId,
            Optional<String> username,
            Optional<String> password,
            int keepAlive,
            Optional<Message> will)
            implements Asked {

        byte[] packet() {
            int flags = 0x02
                    | will.map(message -> 0x04 | message.qos() << 3 | (message.retain() ? 0x20 : 0))
                            .orElse(0)
                    | (username.isPresent() ? 0x80 : 0)
                    | (password.isPresent() ? 0x40 : 0);
            PacketBytes packet = new PacketBytes()
                    .string(level == 3 ? "MQIsdp" : "MQTT")
                    .u8(level)
                    .u8(flags)
                    .u16(keepAlive);
            if (level == 5) {
                packet.u8(0);
            }
            packet.string(clientId);
            will.ifPresent(message -> {
                if (level == 5) {
                    packet.properties(message.responseProperty());
                }
                packet.string(message.topic()).string(message.payload());
            });
            username.ifPresent(packet::string);
            password.ifPresent(packet::string);
            return packet.packet(0x10);
        }
    }

    /** What is published, delivered or left as a will. */
    record Message(String topic, int qos, boolean retain, Optional<String> responseTopic, String payload) {
        PacketBytes responseProperty() {
            PacketBytes properties = new PacketBytes();
            responseTopic.ifPresent(topic -> properties.u8(0x08).string(topic));
            return properties;
        }

        byte[] packet(int level, int packetId) {
            PacketBytes packet = new PacketBytes().string(topic);
            if (qos > 0) {
                packet.u16(packetId);
            }
            if (level == 5) {
                packet.properties(responseProperty());
            }
            return packet.raw(payload.getBytes(StandardCharsets.UTF_8)).packet(0x30 | qos << 1 | (retain ? 1 : 0));
        }
    }

    record Publish(Message message) implements Asked {}

    record Deliver(Message message) implements Asked {}

    record Subscribe(String filter, int qos) implements Asked {
        byte[] packet(int level, int packetId) {
            PacketBytes packet = new PacketBytes().u16(packetId);
            if (level == 5) {
                packet.u8(0);
            }
            return packet.string(filter).u8(qos).packet(0x82);
        }
    }

    /** What a session is asked next, besides connecting. */
    record Session(Connect connect, List<Asked> questions) {}
}
