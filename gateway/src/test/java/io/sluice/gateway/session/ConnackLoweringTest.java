/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static io.sluice.gateway.session.Written.expected;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.frame.ConnackPacket;
import io.sluice.gateway.frame.ConnectPacket;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.Frames;
import io.sluice.gateway.frame.Sender;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Of each CONNACK, what the device sees of it. */
class ConnackLoweringTest {
    private static final String FREE =
            "retain = allow, wildcards = allow, limits { max-packet-size = 64KiB, max-qos = 2 }";
    private static final String STRICT =
            "retain = deny, wildcards = deny, limits { max-packet-size = 16KiB, max-qos = 1 }";

    private int keepAlive = 60;
    private String limits = "";

    private Optional<String> seen(String classSettings, String script) throws Exception {
        ConnectPacket connect = ConnectPacket.read(
                Frames.read(Sender.DEVICE, 5, "10 10 0004'MQTT' 05 02 %04x 00 0003'dev'".formatted(keepAlive)));
        Frame frame = Frames.read(Sender.BROKER, 5, script);
        ConnackPacket connack = ConnackPacket.read(frame, 5);
        return ConnackLowering.lower(frame, connack, connect, Policies.session(classSettings), Policies.limits(limits))
                .map(Written::hex);
    }

    @Test
    void aConnackThatIsStrictEnoughStaysAsItIs() throws Exception {
        assertThat(seen(FREE, "20 08 00 00 05 27 00000800")).isEmpty();
        assertThat(seen(STRICT, "20 0e 00 00 0b 2400 2500 2800 27 00000800")).isEmpty();
    }

    @Test
    void theLargestPacketIsAlwaysSaid() throws Exception {
        assertThat(seen(FREE, "20 03 00 00 00")).contains(expected("20 08 00 00 05 27 00010000"));
        assertThat(seen(FREE, "20 08 01 00 05 27 00100000")).contains(expected("20 08 01 00 05 27 00010000"));
    }

    @Test
    void aStrictClassIsToldAllThatItWouldBeRefused() throws Exception {
        assertThat(seen(STRICT, "20 03 00 00 00")).contains(expected("20 0e 00 00 0b 2401 2500 2800 27 00004000"));
    }

    @Test
    void nothingIsRaised() throws Exception {
        assertThat(seen(STRICT, "20 0e 00 00 0b 2400 2500 2800 27 00010000"))
                .contains(expected("20 0e 00 00 0b 2400 2500 2800 27 00004000"));
    }

    @Test
    void whatElseTheBrokerSaidStaysInItsOrder() throws Exception {
        assertThat(seen(FREE, "20 1d 00 00 1a 26 0001'a' 0001'1' 25 01 26 0001'a' 0001'2' 12 0002'id' 21 0014 2a 00"))
                .contains(
                        expected(
                                "20 22 00 00 1f 26 0001'a' 0001'1' 25 01 26 0001'a' 0001'2' 12 0002'id' 21 0014 2a 00 27 00010000"));
    }

    @Test
    void aDeviceIsToldHowManyAliasesAndUnansweredPublishesTheGatewayKeeps() throws Exception {
        limits = "max-in-flight = 8, max-topic-aliases = 4";
        assertThat(seen(FREE, "20 0b 00 00 08 22 0009 27 00000800"))
                .contains(expected("20 0e 00 00 0b 27 00000800 21 0008 22 0004"));
        assertThat(seen(FREE, "20 0e 00 00 0b 21 0007 22 0003 27 00000800")).isEmpty();
    }

    @Test
    void aKeepAliveThatIsOffOrTooLongIsSetToTheLongest() throws Exception {
        keepAlive = 0;
        assertThat(seen(FREE, "20 08 00 00 05 27 00000800")).contains(expected("20 0b 00 00 08 27 00000800 13 0e10"));
        keepAlive = 3601;
        assertThat(seen(FREE, "20 08 00 00 05 27 00000800")).contains(expected("20 0b 00 00 08 27 00000800 13 0e10"));
        keepAlive = 3600;
        assertThat(seen(FREE, "20 08 00 00 05 27 00000800")).isEmpty();
    }

    @Test
    void theBrokersOwnKeepAliveCountsBeforeTheDevices() throws Exception {
        assertThat(seen(FREE, "20 0b 00 00 08 13 0000 27 00000800"))
                .contains(expected("20 0b 00 00 08 27 00000800 13 0e10"));
        keepAlive = 0;
        assertThat(seen(FREE, "20 0b 00 00 08 13 003c 27 00000800")).isEmpty();
    }

    @Test
    void aliasesAreAsManyAsTheGatewayKeeps() throws Exception {
        assertThat(seen(FREE, "20 0b 00 00 08 22 ffff 27 00000800"))
                .contains(expected("20 0b 00 00 08 27 00000800 22 0100"));
        assertThat(seen(FREE, "20 0b 00 00 08 22 000a 27 00000800")).isEmpty();
    }

    @Test
    void propertiesMayOutgrowOneByteOfLength() throws Exception {
        String reason = "x".repeat(120);
        assertThat(seen(FREE, "20 7e 00 00 7b 1f 0078'" + reason + "'"))
                .contains(expected("20 8401 00 00 8001 1f 0078'" + reason + "' 27 00010000"));
    }
}
