/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the specifications want of whoever stands between a client and a server, as exchanges on both wires. NORMATIVE.md
 * says which statement is covered by which of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NormativeIT {
    private static final String POLICY =
            """
            limits { connect-rate-per-source = "10000/s" }
            policy { classes = [
              { name = tight, match { client-id = ["tight"] }
                publish { allow = ["#"] }, subscribe { allow = ["#"] }
                retain = allow, wildcards = allow
                limits { max-qos = 0, max-packet-size = 1KiB, max-subscriptions = 1 } }
              { name = slow, match { client-id = ["slow"] }
                publish { allow = ["#"] }, subscribe { allow = ["#"] }
                retain = allow, wildcards = allow
                limits { max-qos = 2, publish-rate = "2/min", byte-rate = unlimited, on-exceed = delay } }
              { name = guard, match { client-id = ["guard"] }
                publish { allow = ["#"] }, subscribe { allow = ["#"] }, takeover = deny }
              { name = dev, publish { allow = ["#"], deny = ["no/#"] }, subscribe { allow = ["#"], deny = ["no/#"] }
                retain = allow, wildcards = allow, empty-client-id = allow
                limits { max-qos = 2, max-packet-size = 64KiB, max-subscriptions = unlimited, max-topic-levels = unlimited
                         publish-rate = unlimited, byte-rate = unlimited } }
            ] }
            """;

    private static final String CONNECT_3 = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final String CONNECT_5 = "10 14 0004'MQTT' 05 02 003c 03 22 0005 0004'dev1'";
    private static final String CONNACK_3 = "20 02 0000";

    /** Strict enough to go on as it came. */
    private static final String CONNACK_5 = "20 0b 00 00 08 22 000a 27 00008000";

    private ScriptedBroker broker;
    private GatewayProcess gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        broker = new ScriptedBroker();
        gateway = GatewayProcess.start(GatewayConfigText.plain(broker.port(), POLICY), folder);
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        broker.close();
    }

    /** A device and its broker connection. */
    private record Pair(Wire device, Wire broker) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            device.close();
            broker.close();
        }
    }

    /** Past CONNECT. */
    private Pair dialled(String connect) throws Exception {
        Wire device = Wire.to(gateway.port()).says(connect);
        return new Pair(device, broker.accept().sees(connect));
    }

    /** Past CONNACK, which goes on as it came. */
    private Pair connected(String connect, String connack) throws Exception {
        Pair pair = dialled(connect);
        pair.broker.says(connack);
        pair.device.sees(connack);
        return pair;
    }

    private Pair connected3() throws Exception {
        return connected(CONNECT_3, CONNACK_3);
    }

    private Pair connected5() throws Exception {
        return connected(CONNECT_5, CONNACK_5);
    }

    // ---- CONNECT and CONNACK ----

    @ParameterizedTest
    @CsvSource({
        "10 10 0004'MQTT' 04 00 003c 0004'dev1', 20 02 01 00",
        "10 10 0004'MQTT' 04 00 003c 0004'dev1', 20 02 00 00",
        "10 11 0004'MQTT' 05 00 003c 00 0004'dev1', 20 08 01 00 05 27 00008000",
        // What the broker says of itself: session expiry, receive maximum, assigned client id, server keep alive.
        "10 0d 0004'MQTT' 05 02 003c 00 0000, 20 18 00 00 15 11 00000000 21 0001 12 0002'id' 13 0005 27 00008000",
        // A will with user properties of the same name.
        "10 2d 0004'MQTT' 05 06 003c 00 0004'dev1' 13 260001'k'0001'1' 260001'k'0001'2' 18 00000005 0003'a/w' 0001'x',"
                + " 20 08 00 00 05 27 00008000",
        // A will that is retained, user name, password.
        "10 1e 0004'MQTT' 04 f6 003c 0004'dev1' 0003'a/w' 0001'x' 0001'u' 0001'p', 20 02 00 00",
    })
    void connectAndConnackGoOnAsTheyCame(String connect, String connack) throws Exception {
        connected(connect, connack).close();
    }

    @ParameterizedTest
    @CsvSource({
        CONNECT_3 + ", 20 02 00 05",
        // An empty client id with a session to resume is the broker's to refuse where the class lets it pass.
        "10 0c 0004'MQTT' 04 00 003c 0000, 20 02 00 02",
        CONNECT_5 + ", 20 03 00 8a 00",
    })
    void aBrokersRefusalReachesTheDeviceAndEndsBothConnections(String connect, String connack) throws Exception {
        try (Pair pair = dialled(connect)) {
            pair.broker.says(connack);
            pair.device.sees(connack).seesTheEnd();
            pair.broker.seesTheEnd();
        }
    }

    @ParameterizedTest
    @CsvSource({
        CONNECT_3 + ", 30 05 0003'a/x', 20 02 00 03",
        CONNECT_3 + ", d0 00, 20 02 00 03",
        CONNECT_5 + ", 30 06 0003'a/x' 00, 20 03 00 80 00",
        CONNECT_5 + ", e0 01 8b, 20 03 00 80 00",
        CONNECT_5 + ", f0 08 18 06 15 0003'abc', 20 03 00 80 00",
        CONNECT_5 + ", 20 03 00 01 00, 20 03 00 80 00", // a CONNACK with a code that none has
    })
    void nothingOfTheBrokerComesBeforeItsConnack(String connect, String tooEarly, String answer) throws Exception {
        try (Pair pair = dialled(connect)) {
            pair.broker.says(tooEarly);
            pair.device.sees(answer).seesTheEnd();
        }
    }

    @Test
    void aSecondConnackDoesNotReachTheDevice() throws Exception {
        try (Pair pair = connected3()) {
            pair.broker.says("30 05 0003'a/x'" + CONNACK_3);
            pair.device.sees("30 05 0003'a/x'").seesTheEnd();
        }
        try (Pair pair = connected5()) {
            pair.broker.says(CONNACK_5);
            pair.device.sees("e0 02 80 00").seesTheEnd();
        }
    }

    @Test
    void whatFollowsARefusedConnectGoesNowhere() throws Exception {
        String denied = "10 18 0004'MQTT' 04 06 003c 0004'dev1' 0003'no/' 0001'x'";
        try (Wire device = Wire.to(gateway.port()).says(denied + "30 05 0003'a/x'")) {
            device.sees("20 02 0005").seesTheEnd();
        }
        // The next that the broker hears of is another device.
        connected3().close();
    }

    @Test
    void aWillOfAHigherQosThanAllowedKeepsTheDeviceOut() throws Exception {
        try (Wire device = Wire.to(gateway.port())) {
            device.says("10 1b 0004'MQTT' 05 0e 003c 00 0005'tight' 00 0003'a/w' 0001'x'")
                    .sees("20 03 00 87 00")
                    .seesTheEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "36 08 0003'a/x' 0001 00", // QoS 3
                "38 06 0003'a/x' 00", // a duplicate of QoS 0
                "30 06 0003'a/+' 00",
                "30 06 0003'a'c0af 00",
                "60 02 0001",
                "80 09 0001 00 0003'a/#' 00",
                "a0 08 0001 00 0003'a/#'",
                "82 09 0001 00 0003'a/#' 40",
                "c0 01 00",
                "e1 00",
                "f1 00",
            })
    void whatIsMalformedIsToldSoAndEndsTheSession(String packet) throws Exception {
        try (Pair pair = connected5()) {
            pair.device.says(packet).sees("e0 02 81 00").seesTheEnd();
            assertThat(pair.broker.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CONNECT_5, // a second one
                "20 03 00 00 00", // a server's packet
                "32 08 0003'a/x' 0000 00", // identifier 0
                "30 03 0000 00", // neither topic nor alias
                "30 06 0000 03 23 0001", // an alias that was never defined
                "30 08 0003'a/x' 02 0b01", // a client's subscription identifier
                "82 10 0001 00 000a'$share/g/a' 04", // No Local on a shared subscription
                "f0 08 18 06 15 0003'abc'", // AUTH without an authentication method in CONNECT
                "40 03 0001 01", // no such reason code
                "e0 07 00 05 1c 0002'ab'", // a client's server reference
            })
    void whatIsOutOfPlaceIsToldSoAndEndsTheSession(String packet) throws Exception {
        try (Pair pair = connected5()) {
            pair.device.says(packet).sees("e0 02 82 00").seesTheEnd();
            assertThat(pair.broker.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"30 09 0003'a/x' 03 23 0000", "30 09 0003'a/x' 03 23 000b"})
    void anAliasOutOfRangeIsToldSoAndEndsTheSession(String packet) throws Exception {
        try (Pair pair = connected5()) {
            pair.device.says(packet).sees("e0 02 94 00").seesTheEnd();
            assertThat(pair.broker.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "36 08 0003'a/x' 0001 00, 20 03 00 81 00",
        "82 10 0001 00 000a'$share/g/a' 04, 20 03 00 82 00",
        // A CONNACK has no word for an alias out of range.
        "30 09 0003'a/x' 03 23 0000, 20 03 00 82 00",
        "30 ffffff7f, 20 03 00 95 00",
    })
    void whatEndsAConnectionBeforeItsConnackIsToldInACodeOfAConnack(String early, String answer) throws Exception {
        try (Pair pair = new Pair(Wire.to(gateway.port()).says(CONNECT_5 + early), broker.accept())) {
            pair.broker.sees(CONNECT_5);
            pair.device.sees(answer).seesTheEnd();
            assertThat(pair.broker.rest()).isEmpty();
        }
    }

    @Test
    void whatIsSentBeforeTheConnackMayBeAsLargeAsWhatIsSentAfterIt() throws Exception {
        String large = "30 a09c01 0003'a/x' 00" + "00".repeat(20_000 - 6);
        try (Pair pair = new Pair(Wire.to(gateway.port()).says(CONNECT_5 + large), broker.accept())) {
            pair.broker.sees(CONNECT_5).says(CONNACK_5).sees(large);
            pair.device.sees(CONNACK_5);
        }
    }

    @Test
    void aConnackThatWouldOutgrowTheDevicesLargestPacketIsNotSent() throws Exception {
        // It would have to say that the class takes QoS 0 alone.
        try (Pair pair = dialled("10 17 0004'MQTT' 05 02 003c 05 27 00000008 0005'tight'")) {
            pair.broker.says("20 03 00 00 00");
            pair.device.sees("20 03 00 83 00").seesTheEnd();
            pair.broker.sees("e0 00").seesTheEnd();
        }
    }

    @Test
    void aDelayEndsWithinTheKeepAliveThatTheBrokerAsksFor() throws Exception {
        // Of its own 200 seconds the device could wait the minute that its rate asks for; of five it cannot.
        try (Pair pair = connected("10 11 0004'MQTT' 05 02 00c8 00 0004'slow'", "20 0b 00 00 08 13 0005 27 00000400")) {
            pair.device.says("32 06 0001'a' 0001 00" + "32 06 0001'a' 0002 00" + "32 06 0001'a' 0003 00" + "c0 00");
            pair.broker
                    .sees("32 06 0001'a' 0001 00" + "32 06 0001'a' 0002 00" + "c0 00")
                    .says("40 02 0001" + "40 02 0002");
            pair.device.sees("40 02 0001" + "40 02 0002" + "40 04 0003 97 00");
        }
    }

    @Test
    void aDelayEndsWithinTheKeepAliveThatTheGatewaySet(@TempDir Path folder) throws Exception {
        GatewayConfigText text = GatewayConfigText.plain(broker.port(), POLICY + "limits { max-keep-alive = 5s }");
        String connect = "10 11 0004'MQTT' 05 02 00c8 00 0004'slow'";
        try (GatewayProcess strict = GatewayProcess.start(text, folder);
                Wire device = Wire.to(strict.port()).says(connect)) {
            Wire upstream = broker.accept().sees(connect).says("20 08 00 00 05 27 00000400");
            device.sees("20 0b 00 00 08 27 00000400 13 0005");
            device.says("30 04 0001'a' 00" + "30 04 0001'a' 00" + "32 06 0001'a' 0001 00" + "c0 00");
            upstream.sees("30 04 0001'a' 00" + "30 04 0001'a' 00" + "c0 00");
            device.sees("40 04 0001 97 00");
        }
    }

    @Test
    void aKeepAliveThatTheGatewaySetIsKeptByTheGateway(@TempDir Path folder) throws Exception {
        GatewayConfigText text = GatewayConfigText.plain(broker.port(), POLICY + "limits { max-keep-alive = 1s }");
        try (GatewayProcess strict = GatewayProcess.start(text, folder);
                Wire device = Wire.to(strict.port()).says("10 11 0004'MQTT' 05 02 0000 00 0004'dev1'")) {
            Wire upstream = broker.accept()
                    .sees("10 11 0004'MQTT' 05 02 0000 00 0004'dev1'")
                    .says("20 08 00 00 05 27 00008000");
            device.sees("20 0b 00 00 08 27 00008000 13 0001").says("c0 00");
            upstream.sees("c0 00").says("d0 00");
            device.sees("d0 00" + "e0 02 8d 00").seesTheEnd();
            // As if the network had failed: the will is the broker's to publish.
            upstream.seesTheEnd();
        }
    }

    @Test
    void theWillOfWhoIsRefusedAfterTheBrokerHasAcceptedIsNotPublished() throws Exception {
        String connect = "10 19 0004'MQTT' 04 06 003c 0005'guard' 0001'w' 0003'bye'";
        try (Pair slow = dialled(connect);
                Wire quick = Wire.from("127.0.0.2", gateway.port()).says(connect)) {
            Wire upstream = broker.accept().sees(connect).says(CONNACK_3);
            quick.sees(CONNACK_3);
            slow.broker.says(CONNACK_3);
            slow.device.sees("20 02 0005").seesTheEnd();
            slow.broker.sees("e0 00").seesTheEnd();
            upstream.close();
        }
    }

    @Test
    void theWillOfWhoIsRefusedByAReloadBeforeItsConnackIsNotPublished(@TempDir Path folder) throws Exception {
        String connect = "10 19 0004'MQTT' 04 06 003c 0005'guard' 0001'w' 0003'bye'";
        try (GatewayProcess reloaded = GatewayProcess.start(GatewayConfigText.plain(broker.port(), POLICY), folder);
                Wire device = Wire.to(reloaded.port()).says(connect)) {
            Wire upstream = broker.accept().sees(connect);
            reloaded.rewrite(GatewayConfigText.plain(broker.port(), "policy { classes = [] }"));
            reloaded.signal("HUP");
            device.sees("20 02 0005").seesTheEnd();
            upstream.sees("e0 00").seesTheEnd();
        }
    }

    // ---- enhanced authentication ----

    @Test
    void aBrokerDoesNotStartToAuthenticateWhoNamedNoMethod() throws Exception {
        try (Pair pair = connected5()) {
            pair.broker.says("f0 08 18 06 15 0003'abc'");
            pair.device.sees("e0 02 80 00").seesTheEnd();
        }
    }

    @Test
    void enhancedAuthenticationPassesToAndFro() throws Exception {
        try (Pair pair = dialled("10 17 0004'MQTT' 05 02 003c 06 15 0003'abc' 0004'dev1'")) {
            pair.broker.says("f0 0d 18 0b 15 0003'abc' 16 0002'c1'");
            pair.device.sees("f0 0d 18 0b 15 0003'abc' 16 0002'c1'").says("f0 0d 18 0b 15 0003'abc' 16 0002'r1'");
            pair.broker.sees("f0 0d 18 0b 15 0003'abc' 16 0002'r1'").says("20 0e 00 00 0b 15 0003'abc' 27 00008000");
            pair.device.sees("20 0e 00 00 0b 15 0003'abc' 27 00008000").says("f0 08 19 06 15 0003'abc'");
            pair.broker.sees("f0 08 19 06 15 0003'abc'").says("f0 08 00 06 15 0003'abc'");
            pair.device.sees("f0 08 00 06 15 0003'abc'");
        }
    }

    // ---- PUBLISH ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "30 06 0003'a/x' 00",
                "31 06 0003'a/x' 00",
                "33 08 0003'a/x' 0001 00",
                "3a 08 0003'a/x' 0001 00", // sent again
                "3d 0a 0003'a/x' ffff 00 'pa'",
                // Payload format, expiry, content type, response topic, correlation data, user properties with a
                // repeated name.
                "33 35 0003'a/b' 0001 2b 0101 02 00000010 03 0001'c' 08 0003'r/t' 09 0002 0001"
                        + " 26 0001'k' 0001'1' 26 0001'a' 0001'2' 26 0001'k' 0001'3' 'hi'",
                "30 0a 0007 efbbbf'no/x' 00", // U+FEFF is a character like any other
                "30 07 0004'No/x' 00", // no case folding
                "30 09 0006'/a//b/' 00",
                "30 09 0006'a/'65cc8178 00", // no normalising
            })
    void aPublishPassesUnalteredBothWays(String packet) throws Exception {
        try (Pair pair = connected5()) {
            pair.device.says(packet);
            pair.broker.sees(packet).says(packet);
            pair.device.sees(packet);
        }
    }

    @Test
    void acknowledgementsPassWithTheIdentifierAndTheCodeTheyCameWith() throws Exception {
        try (Pair pair = connected5()) {
            pair.device.says("32 08 0003'a/x' 1234 00" + "34 08 0003'a/x' 1235 00" + "34 08 0003'a/x' 1236 00");
            pair.broker
                    .sees("32 08 0003'a/x' 1234 00" + "34 08 0003'a/x' 1235 00" + "34 08 0003'a/x' 1236 00")
                    .says("40 03 1234 10" + "50 02 1235" + "50 0a 1236 97 06 1f 0003'why'");
            pair.device
                    .sees("40 03 1234 10" + "50 02 1235" + "50 0a 1236 97 06 1f 0003'why'")
                    .says("62 03 1235 00");
            pair.broker.sees("62 03 1235 00").says("70 03 1235 92");
            pair.device.sees("70 03 1235 92");
            // The other way, with the same identifiers.
            pair.broker.says("32 08 0003'a/x' 1234 00" + "34 08 0003'a/x' 1235 00");
            pair.device
                    .sees("32 08 0003'a/x' 1234 00" + "34 08 0003'a/x' 1235 00")
                    .says("40 03 1234 83" + "50 02 1235");
            pair.broker.sees("40 03 1234 83" + "50 02 1235").says("62 02 1235");
            pair.device.sees("62 02 1235").says("70 02 1235");
            pair.broker.sees("70 02 1235");
        }
    }

    @Test
    void anIdentifierIsFreeAgainWhenItsFlowIsThrough() throws Exception {
        try (Pair pair = connected3()) {
            pair.device.says("34 08 0004'no/x' 0007");
            pair.device.sees("50 02 0007").says("62 02 0007").sees("70 02 0007");
            pair.device.says("34 07 0003'a/x' 0007");
            pair.broker.sees("34 07 0003'a/x' 0007").says("50 02 0007");
            pair.device.sees("50 02 0007").says("62 02 0007");
            pair.broker.sees("62 02 0007");
        }
        try (Pair pair = connected5()) {
            // A PUBREC with an error ends the flow: the identifier is free at once.
            pair.device.says("34 09 0004'no/x' 0007 00").sees("50 04 0007 87 00");
            pair.device.says("34 08 0003'a/x' 0007 00");
            pair.broker.sees("34 08 0003'a/x' 0007 00");
        }
    }

    /** A flow that began in an earlier connection is its receiver's, even where its message would now be denied. */
    @ParameterizedTest
    @CsvSource({
        "10 10 0004'MQTT' 04 00 003c 0004'dev1', 20 02 01 00, 3c 08 0004'no/x' 0007",
        "10 11 0004'MQTT' 05 00 003c 00 0004'dev1', 20 08 01 00 05 27 00008000, 3c 09 0004'no/x' 0007 00",
    })
    void whatIsSentAgainInAResumedSessionIsReleasedByWhoMayHoldIt(String connect, String connack, String again)
            throws Exception {
        try (Pair pair = connected(connect, connack)) {
            if (connect.contains(" 05 ")) {
                // The device is told why, which ends the flow.
                pair.device.says(again).sees("50 04 0007 87 00");
            } else {
                pair.device.says(again).sees("50 02 0007").says("62 02 0007");
                pair.broker.sees("62 02 0007").says("70 02 0007");
                pair.device.sees("70 02 0007");
            }
            pair.broker.says(again).sees("50 02 0007").says("62 02 0007");
            pair.device.sees("62 02 0007").says("70 02 0007");
            pair.broker.sees("70 02 0007");
        }
    }

    @Test
    void anAliasEndsWithItsConnection() throws Exception {
        try (Pair pair = connected5()) {
            pair.device.says("30 09 0003'a/x' 03 23 0001" + "30 06 0000 03 23 0001");
            pair.broker.sees("30 09 0003'a/x' 03 23 0001" + "30 06 0000 03 23 0001");
        }
        try (Pair pair = connected5()) {
            pair.device.says("30 06 0000 03 23 0001").sees("e0 02 82 00").seesTheEnd();
            assertThat(pair.broker.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"30 09 0003'a/x' 03 23 0006", "30 09 0003'a/x' 03 23 0000", "30 06 0000 03 23 0001"})
    void anAliasThatTheDeviceDoesNotKnowNeverReachesIt(String packet) throws Exception {
        try (Pair pair = connected5()) {
            pair.broker.says(packet);
            pair.device.sees("e0 02 80 00").seesTheEnd();
        }
    }

    @Test
    void aDeliveryThatWouldOutgrowTheDevicesLargestPacketIsDiscardedAndAcknowledged() throws Exception {
        String topic = "a/" + "t".repeat(58);
        try (Pair pair = dialled("10 1a 0004'MQTT' 05 02 003c 08 22 0005 27 00000040 0005'tight'")) {
            pair.broker.says("20 10 00 00 0d 13 0005 24 00 22 000a 27 00000040");
            pair.device.sees("20 10 00 00 0d 13 0005 24 00 22 000a 27 00000040");
            // Larger than the class takes: the device never learns the alias.
            pair.broker
                    .says("32 90 09 003c '" + topic + "' 0001 03 23 0001" + "00".repeat(1100))
                    .sees("40 02 0001");
            pair.broker.says("32 08 0000 0002 03 23 0001").sees("40 02 0002");
            pair.broker.says("30 06 0003'a/x' 00");
            pair.device.sees("30 06 0003'a/x' 00");
        }
    }

    @Test
    void aPublishThatWouldOutgrowTheBrokersLargestPacketIsNotSentToIt() throws Exception {
        String topic = "a/" + "t".repeat(38);
        try (Pair pair = connected(CONNECT_5, "20 0b 00 00 08 22 000a 27 00000040")) {
            // Withheld for its response topic: the broker never learns the alias, and with its topic the next is too
            // large.
            pair.device
                    .says("32 37 0028 '" + topic + "' 0001 0a 23 0001 08 0004'no/x'")
                    .sees("40 04 0001 87 00");
            pair.device.says("32 1c 0000 0002 03 23 0001" + "00".repeat(20)).sees("40 04 0002 87 00");
            pair.device.says("32 08 0000 0003 03 23 0001");
            pair.broker.sees("32 30 0028 '" + topic + "' 0003 03 23 0001");
        }
    }

    // ---- SUBSCRIBE and UNSUBSCRIBE ----

    @Test
    void aSubackThatWouldOutgrowTheDevicesLargestPacketGoesWithoutItsReason() throws Exception {
        try (Pair pair =
                connected("10 16 0004'MQTT' 05 02 003c 05 27 00000014 0004'dev1'", "20 08 00 00 05 27 00008000")) {
            pair.device.says("82 2a 0001 00 0001'a' 00" + "0004'no/x' 00".repeat(5));
            pair.broker.sees("82 07 0001 00 0001'a' 00").says("90 0e 0001 0a 1f 0007'because' 00");
            pair.device.sees("90 09 0001 00 00 87 87 87 87 87");
        }
    }

    @Test
    void subscribeAndUnsubscribeGoOnAsTheyCameAndSoDoTheirAnswers() throws Exception {
        try (Pair pair = connected5()) {
            String subscribe = "82 18 0001 02 0b05 0003'a/#' 2d 000a'$share/g/b' 01";
            pair.device.says(subscribe);
            pair.broker.sees(subscribe).says("90 0a 0001 05 1f 0002'ok' 01 9e");
            pair.device.sees("90 0a 0001 05 1f 0002'ok' 01 9e");
            // Of a filter that the policy would not grant, and of one that nobody has.
            pair.device.says("a2 0f 0002 00 0004'no/x' 0004'none'");
            pair.broker.sees("a2 0f 0002 00 0004'no/x' 0004'none'").says("b0 05 0002 00 11 11");
            pair.device.sees("b0 05 0002 00 11 11");
        }
    }

    @Test
    void theSameFilterAgainGoesOnAgainAlsoWhereNoFurtherOneMay() throws Exception {
        try (Pair pair = connected("10 11 0004'MQTT' 04 02 003c 0005'tight'", CONNACK_3)) {
            for (String again : new String[] {"82 08 0001 0003'a/#' 00", "82 08 0002 0003'a/#' 02"}) {
                pair.device.says(again);
                pair.broker.sees(again);
            }
            pair.broker.says("90 03 0001 00" + "90 03 0002 02");
            pair.device.sees("90 03 0001 00" + "90 03 0002 02");
            pair.device.says("82 06 0003 0001'b' 00").sees("90 03 0003 80");
        }
    }

    @Test
    void refusalsStandInTheirPlacesAmongTheBrokersCodes() throws Exception {
        try (Pair pair = connected5()) {
            pair.device.says("82 1b 0007 02 0b05 0004'no/1' 00 0001'a' 02 0004'no/2' 01 0001'b' 00");
            pair.broker.sees("82 0d 0007 02 0b05 0001'a' 02 0001'b' 00").says("90 05 0007 00 01 80");
            pair.device.sees("90 07 0007 00 87 01 87 80");
        }
    }

    @Test
    void aSubscribeMayAskForAnyQosWhateverTheDeviceMayPublish() throws Exception {
        try (Pair pair = dialled("10 11 0004'MQTT' 04 02 003c 0005'tight'")) {
            pair.broker.says(CONNACK_3);
            pair.device.sees(CONNACK_3).says("82 08 0001 0003'a/#' 02");
            pair.broker.sees("82 08 0001 0003'a/#' 02").says("90 03 0001 02" + "34 07 0003'a/x' 0001");
            pair.device.sees("90 03 0001 02" + "34 07 0003'a/x' 0001");
        }
    }

    // ---- PINGREQ, DISCONNECT ----

    @ParameterizedTest
    @ValueSource(strings = {"e0 00", "e0 01 04", "e0 08 00 06 1f 0003'bye'"})
    void aDisconnectGoesOnAndNothingAfterIt(String disconnect) throws Exception {
        try (Pair pair = connected5()) {
            pair.device.says("c0 00" + disconnect + "30 06 0003'a/x' 00");
            pair.broker.sees("c0 00" + disconnect).seesTheEnd();
            pair.device.seesTheEnd();
        }
    }

    @Test
    void theDisconnectOfADeviceThatIsGoneGoesOnWhateverWaitsBeforeIt(@TempDir Path folder) throws Exception {
        GatewayConfigText text = GatewayConfigText.plain(broker.port(), POLICY + "limits { drain-timeout = 0s }");
        String connect = "10 18 0004'MQTT' 04 06 00c8 0004'slow' 0001'w' 0003'bye'";
        try (GatewayProcess impatient = GatewayProcess.start(text, folder);
                Wire device = Wire.to(impatient.port()).says(connect)) {
            Wire upstream = broker.accept().sees(connect).says(CONNACK_3);
            // Two a minute: the third waits, so that the DISCONNECT waits behind it, and the device closes.
            device.sees(CONNACK_3)
                    .says("30 03 0001'1'" + "30 03 0001'2'" + "30 03 0001'3'" + "32 05 0001'4' 0001" + "e0 00");
            device.socket().close();
            upstream.sees("30 03 0001'1'" + "30 03 0001'2'" + "30 03 0001'3'" + "e0 00")
                    .seesTheEnd();
        }
    }

    @Test
    void aBrokersDisconnectGoesOnAndNothingAfterIt() throws Exception {
        try (Pair pair = connected5()) {
            pair.broker.says("d0 00" + "e0 02 8e 00" + "30 06 0003'a/x' 00");
            pair.device.sees("d0 00" + "e0 02 8e 00").seesTheEnd();
            pair.broker.seesTheEnd();
        }
    }

    @Test
    void aDisconnectOfAServerIsNoneForMqtt311() throws Exception {
        try (Pair pair = connected3()) {
            pair.broker.says("e0 00");
            pair.device.seesTheEnd();
        }
    }
}
