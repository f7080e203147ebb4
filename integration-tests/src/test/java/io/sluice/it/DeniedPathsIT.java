/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is denied gets through by no path. Each exchange is written out as it goes over both wires. */
class DeniedPathsIT {
    private static final String POLICY =
            """
            policy { classes = [ { name = dev
              match { client-id = ["dev*"] }
              publish { allow = ["a/#", "%c/own"], deny = ["a/no"] }
              subscribe { allow = ["a/#"], deny = ["a/no/#"] }
              wildcards = allow, retain = deny
              limits { max-qos = 2, publish-rate = unlimited, byte-rate = unlimited }
            } ] }
            """;

    private static final String CONNECT_3 = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final String CONNECT_5 = "10 14 0004'MQTT' 05 02 003c 03 22 0005 0004'dev1'";
    private static final String CONNACK_3 = "20 02 0000";

    @TempDir
    Path folder;

    private ScriptedBroker broker;
    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        broker = new ScriptedBroker();
        gateway = GatewayProcess.start(GatewayConfigText.plain(broker.port(), POLICY), folder);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        broker.close();
    }

    /** A device and its broker connection, past CONNACK. */
    private record Pair(Wire device, Wire broker) implements AutoCloseable {
        @Override
        public void close() throws java.io.IOException {
            device.close();
            broker.close();
        }
    }

    private Pair connected3() throws Exception {
        Wire device = Wire.to(gateway.port()).says(CONNECT_3);
        Wire upstream = broker.accept().sees(CONNECT_3).says(CONNACK_3);
        device.sees(CONNACK_3);
        return new Pair(device, upstream);
    }

    /** Of a broker that allows ten aliases. */
    private Pair connected5() throws Exception {
        Wire device = Wire.to(gateway.port()).says(CONNECT_5);
        Wire upstream = broker.accept().sees(CONNECT_5).says("20 06 00 00 03 22 000a");
        assertThat(device.packet()).startsWith(0x20);
        return new Pair(device, upstream);
    }

    @Test
    void allowedBytesPassAsTheyAre() throws Exception {
        try (Pair pair = connected3()) {
            pair.device.says("32 09 0003'a/x' 0001 'hi'");
            pair.broker.sees("32 09 0003'a/x' 0001 'hi'").says("40 02 0001");
            pair.device.sees("40 02 0001").says("c0 00");
            pair.broker.sees("c0 00").says("d0 00");
            pair.device.sees("d0 00");
        }
    }

    @Test
    void aDeniedPublishIsAnsweredByTheGatewayInEachQos() throws Exception {
        try (Pair pair = connected3()) {
            pair.device.says("30 06 0004'a/no'");
            pair.device.says("32 08 0004'a/no' 0001").sees("40 02 0001");
            pair.device.says("34 08 0004'a/no' 0002").sees("50 02 0002");
            pair.device.says("3c 08 0004'a/no' 0002").sees("50 02 0002");
            pair.device.says("62 02 0002").sees("70 02 0002");
            pair.device.says("c0 00");
            pair.broker.sees("c0 00");
        }
    }

    @Test
    void anAckOfTheGatewayWaitsForTheBrokersEarlierOnes() throws Exception {
        try (Pair pair = connected3()) {
            pair.device.says("32 07 0003'a/x' 0001" + "32 08 0004'a/no' 0002" + "32 07 0003'a/y' 0003");
            pair.broker.sees("32 07 0003'a/x' 0001" + "32 07 0003'a/y' 0003").says("40 02 0001");
            pair.device.sees("40 02 0001 40 02 0002");
            pair.broker.says("40 02 0003");
            pair.device.sees("40 02 0003");
        }
    }

    @Test
    void aDeniedTopicDoesNotPassByAlias() throws Exception {
        try (Pair pair = connected5()) {
            // The alias is set by a denied PUBLISH, then used.
            pair.device.says("32 0c 0004'a/no' 0001 03 23 0001").sees("40 04 0001 87 00");
            pair.device.says("32 08 0000 0002 03 23 0001").sees("40 04 0002 87 00");
            // Set to an allowed topic, then to a denied one: the broker still has the first.
            pair.device.says("30 09 0003'a/x' 03 23 0002");
            pair.broker.sees("30 09 0003'a/x' 03 23 0002");
            pair.device
                    .says("30 0a 0004'a/no' 03 23 0002" + "32 08 0000 0003 03 23 0002")
                    .sees("40 04 0003 87 00");
            pair.device.says("c0 00");
            pair.broker.sees("c0 00");
        }
    }

    @Test
    void anAliasThatTheBrokerWasNotTaughtIsWrittenOut() throws Exception {
        try (Pair pair = connected5()) {
            // Without the right to its response topic the first PUBLISH is withheld, the topic itself is allowed.
            pair.device.says("32 12 0003'a/x' 0001 0a 23 0001 08 0004'a/no'").sees("40 04 0001 87 00");
            pair.device.says("30 06 0000 03 23 0001");
            pair.broker.sees("30 09 0003'a/x' 03 23 0001");
            pair.device.says("30 06 0000 03 23 0001");
            pair.broker.sees("30 06 0000 03 23 0001");
        }
    }

    @Test
    void aTopicIsNotWrittenOutWhereTheBrokerWouldNotTakeThePacket() throws Exception {
        try (Wire device = Wire.to(gateway.port()).says(CONNECT_5);
                Wire upstream = broker.accept().sees(CONNECT_5).says("20 0b 00 00 08 22 000a 27 00000014")) {
            assertThat(device.packet()).startsWith(0x20);
            device.says("32 12 0003'a/x' 0001 0a 23 0001 08 0004'a/no'").sees("40 04 0001 87 00");
            // Of 20 bytes, as many as the broker takes.
            device.says("32 12 0000 0002 03 23 0001 '0123456789'").sees("40 04 0002 87 00");
            device.says("32 0a 0000 0003 03 23 0001 '01'");
            upstream.sees("32 0d 0003'a/x' 0003 03 23 0001 '01'");
        }
    }

    @Test
    void aRetainFlagThatIsStrippedDoesNotComeBackWithAnAliasThatIsWrittenOut() throws Exception {
        String strip = POLICY.replace("retain = deny", "retain = strip");
        try (GatewayProcess stripping = GatewayProcess.start(GatewayConfigText.plain(broker.port(), strip), folder);
                Wire device = Wire.to(stripping.port()).says(CONNECT_5);
                Wire upstream = broker.accept().sees(CONNECT_5).says("20 06 00 00 03 22 000a")) {
            assertThat(device.packet()).startsWith(0x20);
            device.says("32 12 0003'a/x' 0001 0a 23 0001 08 0004'a/no'").sees("40 04 0001 87 00");
            device.says("31 06 0000 03 23 0001" + "31 06 0000 03 23 0001");
            upstream.sees("30 09 0003'a/x' 03 23 0001" + "30 06 0000 03 23 0001");
        }
    }

    @Test
    void aDeniedWillKeepsTheDeviceOut() throws Exception {
        try (Wire device = Wire.to(gateway.port())) {
            device.says("10 19 0004'MQTT' 04 06 003c 0004'dev1' 0004'a/no' 0001 'x'")
                    .sees("20 02 0005")
                    .seesTheEnd();
        }
        try (Wire device = Wire.to(gateway.port())) {
            // Allowed topic, but retained.
            device.says("10 18 0004'MQTT' 04 26 003c 0004'dev1' 0003'a/x' 0001 'x'")
                    .sees("20 02 0005")
                    .seesTheEnd();
        }
        gateway.awaitFlow("\"end_reason\":\"denied-connect\"");
    }

    @Test
    void aClientIdWithWildcardsOrDollarOpensNothing() throws Exception {
        try (Wire device = Wire.to(gateway.port()).says("10 11 0004'MQTT' 04 02 003c 0005'dev/+'")) {
            Wire upstream = broker.accept()
                    .sees("10 11 0004'MQTT' 04 02 003c 0005'dev/+'")
                    .says(CONNACK_3);
            device.sees(CONNACK_3).says("32 0d 0009'dev/x/own' 0001").sees("40 02 0001");
            device.says("c0 00");
            upstream.sees("c0 00");
            upstream.close();
        }
    }

    @Test
    void filtersThatReachFurtherThanAllowedAreRefusedAndTheRestGoesOn() throws Exception {
        try (Pair pair = connected3()) {
            // '#', 'a/#', '$share/g/#', '$share//a/x', '$SYS/#'
            pair.device.says("82 30 0001 0001'#'00 0003'a/#'01 000a'$share/g/#'00 000b'$share//a/x'00 0006'$SYS/#'00");
            pair.broker.sees("82 08 0001 0003'a/#' 01").says("90 03 0001 01");
            pair.device.sees("90 07 0001 80 01 80 80 80");
            // All denied: the broker hears nothing.
            pair.device.says("82 06 0002 0001'+' 00").sees("90 03 0002 80");
            pair.device.says("82 0b 0003 0006'a/no/x' 00").sees("90 03 0003 80");
            pair.device.says("c0 00");
            pair.broker.sees("c0 00");
        }
    }

    @Test
    void aDeniedDeliveryIsWithheldAndAcknowledged() throws Exception {
        try (Pair pair = connected3()) {
            // Retained, of a subscription that an older policy may have let pass.
            pair.broker.says("31 06 0004'a/no'");
            pair.broker.says("33 08 0004'a/no' 0001").sees("40 02 0001");
            pair.broker
                    .says("35 08 0004'a/no' 0002")
                    .sees("50 02 0002")
                    .says("62 02 0002")
                    .sees("70 02 0002");
            pair.broker.says("30 03 0001'b'" + "30 05 0003'a/x'");
            pair.device.sees("30 05 0003'a/x'");
        }
    }

    @Test
    void aDeniedDeliveryDoesNotPassByAlias() throws Exception {
        try (Pair pair = connected5()) {
            pair.broker.says("30 0a 0004'a/no' 03 23 0001" + "30 06 0000 03 23 0001");
            pair.broker.says("30 09 0003'a/x' 03 23 0001" + "30 06 0000 03 23 0001");
            pair.device.sees("30 09 0003'a/x' 03 23 0001" + "30 06 0000 03 23 0001");
        }
    }

    @Test
    void retainedPublishesAreDeniedAsTheTableSays() throws Exception {
        try (Pair pair = connected3()) {
            pair.device.says("33 07 0003'a/x' 0001").sees("40 02 0001").says("c0 00");
            pair.broker.sees("c0 00");
        }
        try (Pair pair = connected5()) {
            pair.device.says("33 08 0003'a/x' 0001 00").sees("e0 02 9a 00").seesTheEnd();
        }
    }

    @Test
    void aPacketThatIsTooLargeIsStoppedByItsHeaderAlone() throws Exception {
        try (Pair pair = connected3()) {
            pair.device.says("30 ff ff 7f").seesTheEnd();
            assertThat(pair.broker.rest()).isEmpty();
        }
        try (Pair pair = connected5()) {
            pair.device.says("30 ff ff 7f").sees("e0 02 95 00").seesTheEnd();
        }
        gateway.awaitFlow("\"end_reason\":\"oversize\"");
    }

    @Test
    void whatIsSentRightAfterConnectIsJudgedToo() throws Exception {
        Wire device = Wire.to(gateway.port()).says(CONNECT_3 + "30 05 0003'a/x'" + "30 06 0004'a/no'" + "e0 00");
        Wire upstream = broker.accept().sees(CONNECT_3).says(CONNACK_3).sees("30 05 0003'a/x'" + "e0 00");
        upstream.seesTheEnd();
        device.close();
    }

    @Test
    void whatIsSentRightAfterConnectMayBeAsLargeAsAnythingLater() throws Exception {
        String policy = POLICY.replace("max-qos = 2", "max-qos = 2, max-packet-size = 64KiB");
        String large = "30 f0 ab 01 0003'a/x'" + "78".repeat(0x55f0 - 5);
        try (GatewayProcess roomy = GatewayProcess.start(GatewayConfigText.plain(broker.port(), policy), folder);
                Wire device = Wire.to(roomy.port()).says(CONNECT_3 + large);
                Wire upstream = broker.accept().sees(CONNECT_3).says(CONNACK_3).sees(large)) {
            device.sees(CONNACK_3).says("c0 00");
            upstream.sees("c0 00");
        }
    }

    @Test
    void aVanishedDeviceTakesItsBrokerConnectionDownWithoutDisconnect() throws Exception {
        Pair pair = connected3();
        pair.device.close();
        pair.broker.seesTheEnd();
        gateway.awaitFlow("\"end_reason\":\"device-vanished\"");
    }

    @Test
    void aLostBrokerIsSaidToVersion5Devices() throws Exception {
        Pair pair = connected5();
        pair.broker.close();
        pair.device.sees("e0 02 80 00").seesTheEnd();
    }

    @Test
    void nothingReachesTheBrokerBeforeTheConnectHasPassed() throws Exception {
        try (Wire device = Wire.to(gateway.port())) {
            device.says("10 11 0004'MQTT' 04 02 003c 0005'other'")
                    .sees("20 02 0005")
                    .seesTheEnd();
        }
        try (Wire device = Wire.to(gateway.port())) {
            device.says("10 12 0004'MQTT' 05 02 003c 00 0005'other'")
                    .sees("20 03 00 87 00")
                    .seesTheEnd();
        }
        try (Pair pair = connected3()) {
            // The first connection that the broker gets with a byte on it is this one.
            pair.device.says("c0 00");
            pair.broker.sees("c0 00");
        }
    }
}
