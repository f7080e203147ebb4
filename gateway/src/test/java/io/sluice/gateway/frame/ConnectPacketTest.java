/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A script is all of the CONNECT behind its fixed header. */
class ConnectPacketTest {
    private static String packet(String body) {
        return "10 %02x %s".formatted(Hex.bytes(body).length, body);
    }

    private static ConnectPacket read(String body) throws MalformedPacket {
        return ConnectPacket.read(Frames.read(Sender.DEVICE, 5, packet(body)));
    }

    @ParameterizedTest(name = "{0}: level {1}")
    @CsvSource({
        "0006'MQIsdp' 03 02 003c 0003'dev', 3",
        "0004'MQTT' 04 02 003c 0003'dev', 4",
        "0004'MQTT' 05 02 003c 00 0003'dev', 5",
    })
    void eachVersionHasItsNameAndLevel(String body, int level) throws Exception {
        ConnectPacket connect = read(body);
        assertThat(connect.level()).isEqualTo(level);
        assertThat(connect.clientId()).isEqualTo("dev");
        assertThat(connect.keepAlive()).isEqualTo(60);
        assertThat(connect.cleanStart()).isTrue();
        assertThat(connect.username()).isEmpty();
        assertThat(connect.hasPassword()).isFalse();
        assertThat(connect.will()).isEmpty();
        assertThat(connect.receiveMaximum()).isEqualTo(65_535);
        assertThat(connect.maximumPacketSize()).isEqualTo(Integer.MAX_VALUE);
        assertThat(connect.topicAliasMaximum()).isZero();
        assertThat(connect.enhancedAuthentication()).isFalse();
        assertThat(connect.userProperties()).isZero();
    }

    @Test
    void whereTheFieldsStandIsTold() throws Exception {
        ConnectPacket connect = read("0004'MQTT' 04 ec 0000 0002'id' 0003'w/t' 0002'by' 0001'u' 0001'p'");
        assertThat(connect.layout()).isEqualTo(new ConnectLayout(2, 9, 12, 21, 25, 28));
        assertThat(read("0004'MQTT' 05 02 0000 03 21 0001 0002'id'").layout())
                .isEqualTo(new ConnectLayout(2, 9, 16, 0, 20, 0));
    }

    @Test
    void aWillOfMqtt311HasNoProperties() throws Exception {
        ConnectPacket connect = read("0004'MQTT' 04 ec 0000 0000 0003'w/t' 0002'by' 0001'u' 0000");
        assertThat(connect.cleanStart()).isFalse();
        assertThat(connect.clientId()).isEmpty();
        assertThat(connect.username()).contains("u");
        assertThat(connect.hasPassword()).isTrue();
        assertThat(connect.will()).hasValueSatisfying(will -> {
            assertThat(will.topic()).isEqualTo("w/t");
            assertThat(will.qos()).isEqualTo(1);
            assertThat(will.retain()).isTrue();
            assertThat(will.responseTopic()).isEmpty();
        });
    }

    @Test
    void userPropertiesOfTheWillCountToo() throws Exception {
        String property = "26 0001'a' 0001'b'";
        ConnectPacket connect =
                read("0004'MQTT' 05 06 0000 0e" + property + property + " 0000 07" + property + " 0001't' 0000");
        assertThat(connect.userProperties()).isEqualTo(3);
    }

    @Test
    void mqtt5KnowsPasswordsWithoutUserNamesAndOtherWaysToAuthenticate() throws Exception {
        ConnectPacket connect = read("0004'MQTT' 05 42 0000 0b 15 0002'xy' 16 0003'abc' 0000 0001'p'");
        assertThat(connect.hasPassword()).isTrue();
        assertThat(connect.username()).isEmpty();
        assertThat(connect.enhancedAuthentication()).isTrue();
    }

    @Test
    void aPacketSizeBeyondOurNumbersIsNoLimit() throws Exception {
        assertThat(read("0004'MQTT' 05 02 0000 05 27 ffffffff 0000").maximumPacketSize())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "0004'MQTT' 84 02 003c 0003'dev'", // bridge bit
                "0006'MQIsdp' 83 02 003c 0003'dev'",
                "0004'MQTT' 03 02 003c 0003'dev'",
                "0004'MQTT' 06 02 003c 00 0003'dev'",
                "0004'MQTT' 00 02 003c 0003'dev'",
                "0006'MQIsdp' 04 02 003c 0003'dev'",
                "0004'mqtt' 04 02 003c 0003'dev'",
                "0005'MQTT '04 02 003c 0003'dev'",
                "0000 04 02 003c 0003'dev'",
                "0004'HTTP' 04 02 003c 0003'dev'",
                "0004'MQTT' 04 03 003c 0003'dev'", // reserved flag
                "0004'MQTT' 04 1e 003c 0003'dev' 0001't' 0000", // will QoS 3
                "0004'MQTT' 04 0a 003c 0003'dev'", // will QoS without a will
                "0004'MQTT' 04 22 003c 0003'dev'", // will retain without a will
                "0004'MQTT' 04 42 003c 0003'dev' 0001'p'", // password without a user name before MQTT 5
                "0004'MQTT' 04 02 003c", // nothing after the head
                "0004'MQTT' 04 02 003c 0004'dev'",
                "0004'MQTT' 04 02 003c 0003'dev' 00", // trailing
                "0004'MQTT' 04 82 003c 0003'dev'", // no user name
                "0004'MQTT' 04 c2 003c 0003'dev' 0001'u'", // no password
                "0004'MQTT' 04 06 003c 0003'dev'", // no will
                "0004'MQTT' 04 06 003c 0003'dev' 0001't'", // no will payload
                "0004'MQTT' 04 06 003c 0003'dev' 0000 0000", // empty will topic
                "0004'MQTT' 04 06 003c 0003'dev' 0001'#' 0000", // wildcard in the will topic
                "0004'MQTT' 04 02 003c 0001 00", // U+0000 in the client id
                "0004'MQTT' 04 02 003c 0002 c3 28",
                "0004'MQTT' 04 82 003c 0003'dev' 0001 7f",
                "0004'MQTT' 05 02 003c 0003'dev'", // no property length
                "0004'MQTT' 05 02 003c 8000 0003'dev'",
                "0004'MQTT' 05 02 003c 03 21 0000 0003'dev'", // receive maximum 0
                "0004'MQTT' 05 02 003c 05 27 00000000 0003'dev'", // maximum packet size 0
                "0004'MQTT' 05 02 003c 06 21 0001 21 0001 0003'dev'", // twice
                "0004'MQTT' 05 02 003c 02 17 02 0003'dev'", // neither 0 nor 1
                "0004'MQTT' 05 02 003c 02 19 02 0003'dev'",
                "0004'MQTT' 05 02 003c 03 23 0001 0003'dev'", // property of a PUBLISH
                "0004'MQTT' 05 02 003c 05 18 00000001 0003'dev'", // property of the will
                "0004'MQTT' 05 02 003c 06 16 0003'abc' 0003'dev'", // authentication data without a method
                "0004'MQTT' 05 06 003c 00 0003'dev' 05 11 00000001 0001't' 0000", // the will has no session
                "0004'MQTT' 05 06 003c 00 0003'dev' 05 08 0002'a+' 0001't' 0000",
            })
    void whatIsNoConnectIsRefused(String body) {
        assertThatExceptionOfType(MalformedPacket.class)
                .isThrownBy(() -> read(body))
                .matches(malformed -> !malformed.what().isEmpty());
    }

    @Test
    void theVersionIsKnownFromTheFirstBytes() throws Exception {
        assertThat(ConnectPacket.isVersion5(
                        Frames.read(Sender.DEVICE, 5, packet("0004'MQTT' 05 02 003c 00 0003'dev'"))))
                .isTrue();
        assertThat(ConnectPacket.isVersion5(Frames.read(Sender.DEVICE, 5, packet("0004'MQTT' 04 02 003c 0003'dev'"))))
                .isFalse();
        assertThat(ConnectPacket.isVersion5(Frames.read(Sender.DEVICE, 5, packet("0004'MQ'"))))
                .isFalse();
    }

    @Test
    void aConnectThatIsTooLargeIsRefusedOnceItsVersionIsKnown() throws Exception {
        ByteBuf buf = Unpooled.wrappedBuffer(Hex.bytes("10 ff7f 0004'MQTT' 05"));
        FrameReader reader = Frames.reader(Sender.DEVICE, 5);
        reader.maxPacketSize(1_000, false);
        assertThat(reader.read(buf, 0, 3)).isEqualTo(10);
        assertThatExceptionOfType(MalformedPacket.class)
                .isThrownBy(() -> reader.read(buf, 0, 10))
                .matches(malformed -> malformed.reasonCode() == ReasonCode.PACKET_TOO_LARGE);
        assertThat(ConnectPacket.isVersion5(reader.frame())).isTrue();
    }
}
