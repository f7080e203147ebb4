/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import static io.sluice.gateway.frame.Frames.read;
import static io.sluice.gateway.frame.Frames.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameReaderTest {
    @Test
    void aPublishShowsItsParts() throws Exception {
        Frame frame = read(Sender.DEVICE, 5, "3d 1a 0003'a/b' 1234 0b 23 0007 08 0003'r/t' 01 01 'payload'");
        assertThat(frame.type()).isEqualTo(PacketType.PUBLISH);
        assertThat(frame.qos()).isEqualTo(2);
        assertThat(frame.isDup()).isTrue();
        assertThat(frame.isRetain()).isTrue();
        assertThat(new String(frame.topic(), 0, frame.topicLength(), StandardCharsets.UTF_8))
                .isEqualTo("a/b");
        assertThat(frame.packetId()).isEqualTo(0x1234);
        assertThat(frame.topicAlias()).isEqualTo(7);
        assertThat(frame.properties().has(Property.RESPONSE_TOPIC)).isTrue();
        assertThat(frame.length()).isEqualTo(28);
    }

    @Test
    void aPublishIsFoundBeforeItsPayload() throws Exception {
        ByteBuf buf = Unpooled.wrappedBuffer(Hex.bytes("30 ff 7f 0003'a/b'"));
        FrameReader reader = reader(Sender.DEVICE, 4);
        assertThat(reader.read(buf, 0, buf.readableBytes())).isZero();
        assertThat(reader.frame().headLength()).isEqualTo(8);
        assertThat(reader.frame().length()).isEqualTo(3 + 0x3fff);
    }

    @Test
    void aPublishIsWaitedForWhereItsPayloadIsWantedUnlessItIsLargerThanThat() throws Exception {
        FrameReader reader = reader(Sender.DEVICE, 4);
        reader.wholePublishUpTo(4);
        ByteBuf wanted = Unpooled.wrappedBuffer(Hex.bytes("30 09 0003'a/b' '1234'"));
        for (int arrived = 0; arrived < 11; arrived++) {
            assertThat(reader.read(wanted, 0, arrived)).isBetween(arrived + 1, 11);
        }
        assertThat(reader.read(wanted, 0, 11)).isZero();
        assertThat(reader.frame().payloadStart()).isEqualTo(7);
        assertThat(reader.frame().payloadLength()).isEqualTo(4);

        ByteBuf larger = Unpooled.wrappedBuffer(Hex.bytes("30 0a 0003'a/b' '12'"));
        assertThat(reader.read(larger, 0, larger.readableBytes())).isZero();
        assertThat(reader.frame().payloadLength()).isEqualTo(5);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "DEVICE, 4, 30 05 0003'a/b'",
        "DEVICE, 4, 32 07 0003'a/b' 0001",
        "DEVICE, 5, 30 06 0003'a/b' 00",
        "DEVICE, 5, 30 06 0000 03 230001",
        "DEVICE, 4, 40 02 0001",
        "DEVICE, 5, 40 03 0001 10",
        "DEVICE, 5, 50 04 0001 87 00",
        "DEVICE, 5, 62 0a 0001 92 06 1f 0003'why'",
        "DEVICE, 3, 6a 02 0001",
        "DEVICE, 4, 70 02 0001",
        "DEVICE, 4, 82 08 0001 0003'a/#' 02",
        "DEVICE, 5, 82 0b 0001 02 0b05 0003'a/#' 2d",
        "DEVICE, 4, a2 07 0001 0003'a/#'",
        "DEVICE, 5, a2 08 0001 00 0003'a/#'",
        "DEVICE, 4, c0 00",
        "DEVICE, 4, e0 00",
        "DEVICE, 5, e0 01 04",
        "DEVICE, 5, e0 07 00 05 11 00000010",
        "DEVICE, 5, f0 08 18 06 15 0003'abc'",
        "BROKER, 4, 90 03 0001 80",
        "BROKER, 5, 90 05 0001 00 87 02",
        "BROKER, 4, b0 02 0001",
        "BROKER, 5, b0 04 0001 00 11",
        "BROKER, 4, d0 00",
        "BROKER, 5, e0 02 8b 00",
        "BROKER, 5, 30 08 0003'a/b' 02 0b01",
        "BROKER, 5, 30 0a 0003'a/b' 04 0b01 0b02",
    })
    void whatIsWellFormedIsRead(Sender sender, int level, String script) throws Exception {
        Frame frame = read(sender, level, script);
        assertThat(frame.length()).isEqualTo(Hex.bytes(script).length);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "DEVICE, 4, 00 00", // reserved
        "DEVICE, 4, 20 02 0000", // a broker's packet
        "DEVICE, 4, f0 00", // AUTH before MQTT 5
        "BROKER, 4, e0 00", // DISCONNECT of a server before MQTT 5
        "BROKER, 4, c0 00",
        "DEVICE, 4, 36 07 0003'a/b' 0001", // QoS 3
        "DEVICE, 4, 38 05 0003'a/b'", // DUP of QoS 0
        "DEVICE, 4, 41 02 0001", // flags
        "DEVICE, 4, 60 02 0001",
        "DEVICE, 4, 6a 02 0001",
        "DEVICE, 4, 80 08 0001 0003'a/#' 00",
        "DEVICE, 4, 30 85 00 0003'a/b'", // longer than needed
        "DEVICE, 4, 30 ff ff ff ff 01", // five bytes
        "DEVICE, 4, 30 01 00", // shorter than its topic length
        "DEVICE, 4, 30 04 0003'a/'", // topic past the end
        "DEVICE, 4, 32 06 0003'a/b' 00", // identifier past the end
        "DEVICE, 4, 32 07 0003'a/b' 0000", // identifier 0
        "DEVICE, 4, 30 02 0000", // no topic
        "DEVICE, 4, 30 05 0003'a/+'", // wildcard
        "DEVICE, 4, 30 05 0003'a/#'",
        "DEVICE, 4, 30 05 0003'a'c0af", // overlong
        "DEVICE, 4, 30 05 0003'a'00'b'", // U+0000
        "DEVICE, 5, 30 05 0003'a/b'", // no property length
        "DEVICE, 5, 30 07 0003'a/b' 8000", // property length longer than needed
        "DEVICE, 5, 30 07 0003'a/b' 0201", // properties past the end
        "DEVICE, 5, 30 06 0000 03 230000", // alias 0
        "DEVICE, 5, 30 03 0000 00", // neither topic nor alias
        "DEVICE, 5, 30 0c 0003'a/b' 06 230001 230001", // twice
        "DEVICE, 5, 30 08 0003'a/b' 02 0b01", // subscription identifier of a client
        "DEVICE, 5, 30 08 0003'a/b' 02 0102", // neither 0 nor 1
        "DEVICE, 5, 30 0a 0003'a/b' 04 210001 00", // property of another packet
        "DEVICE, 5, 30 0b 0003'a/b' 05 080002'#x'", // wildcard in a response topic
        "DEVICE, 5, 30 08 0003'a/b' 02 7f00", // no such property
        "DEVICE, 4, 40 02 0000",
        "DEVICE, 4, 40 03 0001 00", // trailing
        "DEVICE, 5, 40 03 0001 01", // no such reason
        "DEVICE, 5, 62 03 0001 87",
        "DEVICE, 5, 40 06 0001 10 00 0000", // trailing
        "DEVICE, 4, 82 02 0001", // no filter
        "DEVICE, 4, 82 08 0001 0003'a#b' 00",
        "DEVICE, 4, 82 05 0001 0000 00", // empty filter
        "DEVICE, 4, 82 08 0001 0003'a/#' 03", // QoS 3
        "DEVICE, 4, 82 08 0001 0003'a/#' 04", // MQTT 5 option
        "DEVICE, 5, 82 09 0001 00 0003'a/#' 30", // retain handling 3
        "DEVICE, 5, 82 09 0001 00 0003'a/#' 40", // reserved
        "DEVICE, 5, 82 10 0001 00 000a'$share/g/a' 04", // No Local on a shared subscription
        "DEVICE, 5, 82 0b 0001 02 0b00 0003'a/#' 00", // subscription identifier 0
        "DEVICE, 4, a2 02 0001",
        "DEVICE, 4, c0 01 00",
        "DEVICE, 4, e0 01 00",
        "DEVICE, 5, e0 01 8b", // only a server shuts down
        "DEVICE, 5, f0 08 00 06 15 0003'abc'", // only a server says success
        "DEVICE, 5, f0 02 18 00", // no method
        "DEVICE, 5, 10 00", // too short for a CONNECT
        "DEVICE, 4, 32 05 0003'a/b'", // no identifier
        "DEVICE, 4, 30 80 80 80 80 01", // five bytes
        "DEVICE, 4, 30 80 80 00", // longer than needed
        "DEVICE, 5, 30 08 0003'a/b' 02 2300", // alias past the end
        "DEVICE, 5, 30 0b 0003'a/b' 05 26 0000 0001", // user property past the end
        "DEVICE, 5, 30 0b 0003'a/b' 05 09 0004'ab'", // correlation data past the end
        "DEVICE, 5, 30 0a 0003'a/b' 04 03 0001 00", // U+0000 in a content type
        "DEVICE, 5, 30 0b 0003'a/b' 05 26 0001 01 0000", // control character in a user property
        "DEVICE, 5, 30 0a 0003'a/b' 04 01 01 01 01", // twice
        "DEVICE, 5, 30 09 0003'a/b' 03 8b00 01", // identifier longer than needed
        "DEVICE, 4, 50 02 0000",
        "DEVICE, 4, 62 02 0000",
        "DEVICE, 4, 70 02 0000",
        "DEVICE, 4, 50 01 00",
        "DEVICE, 5, 70 03 0001 87", // PUBCOMP succeeds or does not know the identifier
        "DEVICE, 5, 40 07 0001 10 03 230001", // property of a PUBLISH
        "DEVICE, 4, 82 08 0000 0003'a/#' 00",
        "DEVICE, 4, 82 07 0001 0003'a/#'", // no options
        "DEVICE, 4, 82 09 0001 0003'a/#' 00 00", // trailing
        "DEVICE, 4, 82 08 0001 0003'#/a' 00",
        "DEVICE, 4, 82 08 0001 0003'a+b' 00",
        "DEVICE, 4, 82 07 0001 0002 c080 00", // overlong
        "DEVICE, 5, 82 0d 0001 04 0b05 0b06 0003'a/#' 00", // two subscription identifiers
        "DEVICE, 4, a2 06 0001 0001'+' 00",
        "DEVICE, 4, a2 04 0001 0000",
        "DEVICE, 5, e0 03 00 00 00", // trailing
        "BROKER, 4, 90 02 0001",
        "BROKER, 4, b0 03 0001 00",
        "BROKER, 5, 90 03 0001 00",
        "BROKER, 4, 90 03 0001 03",
        "BROKER, 4, 90 03 0001 87",
        "BROKER, 5, 90 04 0001 00 03",
        "BROKER, 5, b0 04 0001 00 01",
        "DEVICE, 5, f0 00", // the code left out is 0, which only a server says
        "BROKER, 5, e0 07 00 05 11 00000010", // a server does not set the session expiry
        "DEVICE, 5, e0 07 00 05 1c 0002'ab'", // a client knows no other server
    })
    void whatIsNotIsRefused(Sender sender, int level, String script) {
        assertThatExceptionOfType(MalformedPacket.class).isThrownBy(() -> read(sender, level, script));
    }

    @Test
    void tooLargeIsRefusedByTheFixedHeader() {
        FrameReader reader = reader(Sender.DEVICE, 4);
        reader.maxPacketSize(100, false);
        ByteBuf header = Unpooled.wrappedBuffer(Hex.bytes("30 63"));
        assertThatExceptionOfType(MalformedPacket.class)
                .isThrownBy(() -> reader.read(header, 0, 2))
                .matches(malformed -> malformed.reasonCode() == ReasonCode.PACKET_TOO_LARGE);
    }

    @Test
    void theHeadOfAWithheldGiantStaysBounded() {
        FrameReader reader = reader(Sender.BROKER, 5);
        reader.maxPacketSize(100, true);
        ByteBuf properties = Unpooled.wrappedBuffer(Hex.bytes("30 ff ff ff 7f 0001'a' ff ff ff 01"));
        assertThatExceptionOfType(MalformedPacket.class)
                .isThrownBy(() -> reader.read(properties, 0, properties.readableBytes()))
                .matches(malformed -> malformed.reasonCode() == ReasonCode.PACKET_TOO_LARGE);
    }

    @Test
    void everyStartOfAPacketAsksForMoreAndNeverForLessThanThereIs() throws Exception {
        for (String script : new String[] {
            "3d 16 0003'a/b' 1234 0b 23 0007 08 0003'r/t' 01 01 'pay'", "82 0b 0001 02 0b05 0003'a/#' 2d", "c0 00"
        }) {
            byte[] bytes = Hex.bytes(script);
            FrameReader reader = reader(Sender.DEVICE, 5);
            ByteBuf buf = Unpooled.wrappedBuffer(bytes);
            for (int limit = 0; limit < bytes.length; limit++) {
                int wanted = reader.read(buf, 0, limit);
                if (wanted == 0) {
                    assertThat(limit).isGreaterThanOrEqualTo(reader.frame().headLength());
                } else {
                    assertThat(wanted).isGreaterThan(limit).isLessThanOrEqualTo(bytes.length);
                }
            }
        }
    }

    @Test
    void anyBytesAreAPacketAskForMoreOrAreMalformed() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            Sender sender = random.nextBoolean() ? Sender.DEVICE : Sender.BROKER;
            int level = 3 + random.nextInt(3);
            byte[] bytes = new byte[2 + random.nextInt(60)];
            random.nextBytes(bytes);
            if (random.nextInt(4) > 0) {
                bytes[1] = (byte) (bytes.length - 2);
            }
            ByteBuf buf = Unpooled.wrappedBuffer(bytes);
            FrameReader reader = reader(sender, level);
            try {
                int wanted = reader.read(buf, 0, bytes.length);
                Frame frame = reader.frame();
                if (wanted == 0 && frame.type() == PacketType.CONNECT) {
                    ConnectPacket.read(frame);
                } else if (wanted == 0 && frame.type() == PacketType.CONNACK) {
                    ConnackPacket.read(frame, level);
                }
            } catch (MalformedPacket malformed) {
                assertThat(malformed.what()).as("seed %d", seed).isNotEmpty();
            }
        }
    }

    @Test
    void aConnectIsReadWithoutItsSecrets() throws Exception {
        Frame frame = read(
                Sender.DEVICE,
                5,
                "10 3b 0004'MQTT' 05 f6 003c 0b 21 0014 22 000a 27 00001000 0003'dev' 08 08 0005'w/res' 0003'w/t' 0002'by'"
                        + "0004'user' 0006'secret'");
        ConnectPacket connect = ConnectPacket.read(frame);
        assertThat(connect.level()).isEqualTo(5);
        assertThat(connect.clientId()).isEqualTo("dev");
        assertThat(connect.username()).contains("user");
        assertThat(connect.hasPassword()).isTrue();
        assertThat(connect.receiveMaximum()).isEqualTo(20);
        assertThat(connect.topicAliasMaximum()).isEqualTo(10);
        assertThat(connect.maximumPacketSize()).isEqualTo(4096);
        assertThat(connect.will()).hasValueSatisfying(will -> {
            assertThat(will.topic()).isEqualTo("w/t");
            assertThat(will.qos()).isEqualTo(2);
            assertThat(will.retain()).isTrue();
            assertThat(will.responseTopic()).contains("w/res");
        });
        assertThat(connect.toString()).doesNotContain("secret").doesNotContain("'by'");
    }
}
