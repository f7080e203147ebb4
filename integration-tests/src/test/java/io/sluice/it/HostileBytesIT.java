/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any bytes at all end in an answer or a close. {@link GatewayProcess#close} fails the test for a stack trace or a leaked
 * buffer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileBytesIT {
    private static final String LIMITS = "limits { connect-timeout = 1s, connect-rate-per-source = \"100000/s\" }";
    private static final String CONNECT_3 = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";

    private ScriptedBroker broker;
    private GatewayProcess gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        broker = new ScriptedBroker();
        gateway = GatewayProcess.start(
                GatewayConfigText.plain(broker.port(), GatewayConfigText.ALLOW_EVERYTHING + LIMITS), folder);
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'GET / HTTP/1.1'0d0a0d0a",
                "16 03 01 00 c8 01 00 00 c4 03 03",
                "00",
                "ff ff ff ff ff",
                "10 ff ff ff ff 7f",
                "10 80 00",
                "30 05 0003'a/x'",
                "c0 00",
                "e0 00",
                "20 02 0000",
                "10 10 0004'MQTT' 84 02 003c 0004'dev1'",
                "10 10 0004'MQTT' 06 02 003c 0004'dev1'",
                "10 10 0004'mqtt' 04 02 003c 0004'dev1'",
                "10 10 0004'MQTT' 04 03 003c 0004'dev1'",
                "10 10 0004'MQTT' 04 42 003c 0004'dev1'",
                "10 10 0004'MQTT' 04 3a 003c 0004'dev1'",
                "10 11 0004'MQTT' 04 02 003c 0004'dev1' 00",
                "10 0f 0004'MQTT' 04 02 003c 0004'dev'",
                "10 10 0004'MQTT' 04 02 003c 0004'de'00'1'",
                "10 10 0004'MQTT' 04 02 003c 0004'd'eda080",
                "10 10 0004'MQTT' 04 02 003c 0004'de'c0af",
                "10 13 0004'MQTT' 05 02 003c 02 2600 0004'dev1'",
                "10 13 0004'MQTT' 05 02 003c 02 8001 0004'dev1'",
                "11 10 0004'MQTT' 04 02 003c 0004'dev1'",
            })
    void whatIsNoConnectIsClosedWithoutAnAnswer(String script) throws Exception {
        try (Wire device = Wire.to(gateway.port())) {
            device.says(script).seesTheEnd();
        }
    }

    @Test
    void aConnectThatIsTooLargeIsRefusedByItsHeader() throws Exception {
        try (Wire device = Wire.to(gateway.port())) {
            device.says("10 ff ff 7f 0004'MQTT' 05").sees("20 03 00 95 00").seesTheEnd();
        }
        try (Wire device = Wire.to(gateway.port())) {
            device.says("10 ff ff 7f 0004'MQTT' 04").seesTheEnd();
        }
    }

    @Test
    void silenceEndsWithTheConnectTimeout() throws Exception {
        try (Wire device = Wire.to(gateway.port())) {
            device.says("10").seesTheEnd();
        }
        gateway.awaitFlow("\"end_reason\":\"connect-timeout\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CONNECT_3,
                "20 02 0000",
                "36 07 0003'a/x' 0001",
                "38 05 0003'a/x'",
                "32 07 0003'a/x' 0000",
                "30 03 0001'+'",
                "30 02 0000",
                "30 04 0002'a'00",
                "30 05 0003'a'c0af",
                "30 01 00",
                "60 02 0001",
                "40 03 0001 00",
                "40 02 0000",
                "82 02 0001",
                "82 06 0001 0001'a' 03",
                "82 06 0001 0001'a' 04",
                "82 07 0001 0002'a#' 00",
                "82 08 0001 0003'#/a' 00",
                "80 06 0001 0001'a' 00",
                "c0 01 00",
                "e0 01 00",
                "f0 00",
                "90 03 0001 00",
            })
    void whatIsNoPacketEndsASession(String script) throws Exception {
        try (Wire device = Wire.to(gateway.port()).says(CONNECT_3);
                Wire upstream = broker.accept().sees(CONNECT_3).says("20 02 0000")) {
            device.sees("20 02 0000").says(script).seesTheEnd();
            assertThat(upstream.rest()).isEmpty();
        }
    }

    @Test
    void randomBytesNeverGetThroughOrStick() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[1 + random.nextInt(2000)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                // Close enough to a CONNECT to get further in.
                byte[] connect = Wire.bytes("10 30 0004'MQTT' 05 ce 003c");
                System.arraycopy(connect, 0, bytes, 0, Math.min(connect.length, bytes.length));
            }
            try (Wire device = Wire.to(gateway.port())) {
                device.says(bytes);
                device.socket().shutdownOutput();
                assertThat(device.rest()).as("seed %d", seed).hasSizeLessThan(10);
            } catch (IOException reset) {
                assertThat(reset.getMessage()).as("seed %d", seed).containsAnyOf("reset", "pipe", "closed");
            }
        }
        assertThat(gateway.flows()).noneMatch(line -> line.contains("\"end_reason\":\"internal\""));
    }
}
