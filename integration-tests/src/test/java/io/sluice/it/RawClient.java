/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A client that speaks in bytes and keeps to the specification: it acknowledges what is delivered to it. */
final class RawClient implements AutoCloseable {
    private final Wire wire;
    private final int level;
    private final List<byte[]> passed = new ArrayList<>();
    private int packetId;

    private RawClient(Wire wire, int level) {
        this.wire = wire;
        this.level = level;
    }

    /** The CONNECT of a client, for more to be added to it. */
    record Connect(int level, String clientId, int flags, UnaryOperator<PacketBytes> payload) {
        static Connect of(int level, String clientId) {
            return new Connect(level, clientId, 0x02, UnaryOperator.identity());
        }

        /** Its session outlives the connection. */
        Connect lasting() {
            return new Connect(level, clientId, 0, payload);
        }

        Connect will(String topic, int qos) {
            UnaryOperator<PacketBytes> will =
                    bytes -> (level == 5 ? bytes.u8(0) : bytes).string(topic).string("gone");
            return new Connect(level, clientId, flags | 0x04 | qos << 3, will);
        }

        byte[] packet() {
            PacketBytes packet = new PacketBytes()
                    .string(level == 3 ? "MQIsdp" : "MQTT")
                    .u8(level)
                    .u8(flags)
                    .u16(60);
            if (level == 5) {
                // A lasting session asks for its expiry in MQTT 5.
                PacketBytes expiry = new PacketBytes().u8(0x11).u16(0).u16(600);
                packet.properties((flags & 0x02) == 0 ? expiry : new PacketBytes());
            }
            return payload.apply(packet.string(clientId)).packet(0x10);
        }
    }

    /** Connects; the CONNACK accepts. */
    static RawClient connect(int port, Connect connect) throws IOException {
        RawClient client = new RawClient(Wire.to(port), connect.level());
        client.wire.says(connect.packet());
        assertThat(client.wire.packet()[3]).isZero();
        return client;
    }

    /** Publishes and sees the handshake through; the reason code of its answer, 0 where it has none. */
    int publish(String topic, int qos, boolean retain) throws IOException {
        packetId++;
        PacketBytes publish = new PacketBytes().string(topic);
        if (qos > 0) {
            publish.u16(packetId);
        }
        wire.says((level == 5 ? publish.u8(0) : publish).u8('x').packet(0x30 | qos << 1 | (retain ? 1 : 0)));
        if (qos == 0) {
            return 0;
        }
        int code = answer(qos == 1 ? 0x40 : 0x50);
        if (qos == 2 && code < 0x80) {
            wire.says(new PacketBytes().u16(packetId).packet(0x62));
            answer(0x70);
        }
        return code;
    }

    private int answer(int type) throws IOException {
        byte[] answer = await(type);
        assertThat((answer[2] & 0xff) << 8 | answer[3] & 0xff).isEqualTo(packetId);
        return answer.length > 4 ? answer[4] & 0xff : 0;
    }

    /** Subscribes; the codes of the SUBACK in hex. */
    String subscribe(int qos, String... filters) throws IOException {
        packetId++;
        PacketBytes subscribe = new PacketBytes().u16(packetId);
        if (level == 5) {
            subscribe.u8(0);
        }
        for (String filter : filters) {
            subscribe.string(filter).u8(qos);
        }
        wire.says(subscribe.packet(0x82));
        byte[] suback = await(0x90);
        int codes = suback.length - filters.length;
        return Wire.hex(java.util.Arrays.copyOfRange(suback, codes, suback.length));
    }

    /** The next packet of a type; deliveries on the way are acknowledged and kept. */
    private byte[] await(int type) throws IOException {
        while (true) {
            byte[] packet = wire.packet();
            int got = packet[0] & 0xf0;
            if (got == type) {
                return packet;
            }
            if (got == 0x30) {
                passed.add(packet);
                acknowledge(packet);
            } else if (got == 0x60) {
                wire.says(new PacketBytes().u8(packet[2]).u8(packet[3]).packet(0x70));
            }
        }
    }

    private void acknowledge(byte[] publish) throws IOException {
        int qos = publish[0] >> 1 & 3;
        if (qos > 0) {
            int at = 2 + 2 + (publish[2] << 8 | publish[3]);
            wire.says(new PacketBytes().u8(publish[at]).u8(publish[at + 1]).packet(qos == 1 ? 0x40 : 0x50));
        }
    }

    /** What has been delivered when a PINGREQ is answered: the topics, {@code !} behind a retained message's. */
    List<String> delivered() throws IOException {
        wire.says("c0 00");
        await(0xd0);
        return passed.stream()
                .map(publish ->
                        new String(publish, 4, publish[2] << 8 | publish[3], java.nio.charset.StandardCharsets.UTF_8)
                                + ((publish[0] & 1) == 1 ? "!" : ""))
                .toList();
    }

    /** Reads what is delivered until the other end hangs up, and acknowledges nothing. */
    void listen() throws IOException {
        wire.rest();
    }

    /** Says goodbye, and waits for the other end to hang up. */
    void disconnect() throws IOException {
        wire.says("e0 00").rest();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
