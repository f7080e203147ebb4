/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway takes a packet for is what the broker takes it for; what can be read in two ways reaches no broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneReadingIT {
    private OpenMosquitto mosquitto;
    private Recorder brokerSide;
    private GatewayProcess gateway;
    private int port;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        mosquitto = OpenMosquitto.start(folder, "");
        brokerSide = Recorder.before(mosquitto.port());
        gateway = GatewayProcess.start(
                GatewayConfigText.plain(
                        brokerSide.port(),
                        GatewayConfigText.ALLOW_EVERYTHING + "limits { connect-rate-per-source = \"100000/s\" }"),
                folder);
        port = gateway.port();
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable started : Arrays.asList(gateway, brokerSide, mosquitto)) {
            if (started != null) {
                started.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void whatCanBeReadInTwoWaysEndsTheSession(int level) throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (BadPacket bad : BadPacket.inASession(level)) {
            brokerSide.turnTo(mosquitto.port());
            byte[] connect = connect(level, "dev1");
            try (Wire device = Wire.to(port).says(connect)) {
                assertThat(device.packet()).startsWith(0x20);
                // What a packet that is taken for another might go on with.
                device.says(bad.bytes()).says("c0 00");
                String goodbye = level == 5 ? "e0 02 %02x 00".formatted(bad.reasonCode()) : "";
                softly.assertThat(Wire.hex(device.rest())).as(bad.toString()).isEqualTo(goodbye);
            }
            softly.assertThat(brokerSide.awaitEnds().sessions())
                    .as(bad.toString())
                    .extracting(session -> Wire.hex(session.fromClient()))
                    .containsExactly(Wire.hex(connect));
        }
        softly.assertAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void whatCanBeReadInTwoWaysBeginsNoSession(int level) throws Exception {
        brokerSide.turnTo(mosquitto.port());
        SoftAssertions softly = new SoftAssertions();
        for (BadPacket bad : BadPacket.insteadOfConnect(level)) {
            try (Wire device = Wire.to(port).says(bad.bytes())) {
                softly.assertThat(Wire.hex(device.rest())).as(bad.toString()).isEmpty();
            }
        }
        byte[] good = connect(level, "dev1");
        try (Wire device = Wire.to(port).says(good)) {
            device.packet();
        }
        softly.assertThat(brokerSide.awaitEnds().sessions())
                .extracting(session -> Wire.hex(session.fromClient()))
                .containsExactly(Wire.hex(good));
        softly.assertAll();
    }

    private static byte[] connect(int level, String clientId) {
        String name = level == 3 ? "0006'MQIsdp'" : "0004'MQTT'";
        String properties = level == 5 ? "00" : "";
        return BadPacket.packet(
                "10",
                Wire.bytes(
                        "%s %02x 02 003c %s %04x'%s'".formatted(name, level, properties, clientId.length(), clientId)));
    }
}
