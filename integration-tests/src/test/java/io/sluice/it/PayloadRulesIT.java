/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a PUBLISH may carry, in both directions, and that nothing of a denied payload goes further. */
class PayloadRulesIT {
    private static final String CONNECT_3 = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final String CONNACK_3 = "20 02 0000";
    private static final String CONNECT_5 = "10 11 0004'MQTT' 05 02 003c 00 0004'dev1'";
    private static final String CONNACK_5 = "20 03 0000 00";

    @TempDir
    Path folder;

    private GatewayConfigText config(ScriptedBroker broker, String payload) {
        return GatewayConfigText.plain(
                broker.port(),
                "policy { classes = [ { name = dev, publish { allow = [\"a\"] }, subscribe { allow = [\"a\"] },"
                        + " limits { max-qos = 2, max-packet-size = 64KiB }, payload { " + payload + " } } ] }");
    }

    private GatewayProcess gateway(ScriptedBroker broker, String payload) throws Exception {
        return GatewayProcess.start(config(broker, payload), folder);
    }

    @Test
    void aDeniedPayloadIsAnsweredLikeADeniedPublishInEveryVersionAndQos() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker, "json = required")) {
            try (Wire device = Wire.to(gateway.port()).says(CONNECT_3)) {
                Wire upstream = broker.accept().sees(CONNECT_3).says(CONNACK_3);
                device.sees(CONNACK_3)
                        .says("30 07 0001'a' 'nope'")
                        .says("32 09 0001'a' 0001 'nope'")
                        .says("34 09 0001'a' 0002 'nope'")
                        .sees("40 02 0001 50 02 0002")
                        .says("62 02 0002")
                        .sees("70 02 0002")
                        .says("32 07 0001'a' 0003 '{}'");
                upstream.sees("32 07 0001'a' 0003 '{}'").says("40 02 0003");
                device.sees("40 02 0003");
            }
            gateway.awaitLog("reason=payload-json");
            try (Wire device = Wire.to(gateway.port()).says(CONNECT_5)) {
                Wire upstream = broker.accept().sees(CONNECT_5).says(CONNACK_5);
                device.packet();
                device.says("30 08 0001'a' 00 'nope'")
                        .says("32 0a 0001'a' 0001 00 'nope'")
                        .says("34 0a 0001'a' 0002 00 'nope'")
                        .sees("40 04 0001 87 00 50 04 0002 87 00")
                        .says("34 08 0001'a' 0002 00 '{}'");
                upstream.sees("34 08 0001'a' 0002 00 '{}'").says("50 02 0002");
                device.sees("50 02 0002");
            }
        }
    }

    @Test
    void nothingOfADeniedPayloadGoesAheadOfItsLastByte() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker, "deny-sets = [shell], max-size = 32KiB");
                Wire device = Wire.to(gateway.port()).says(CONNECT_3)) {
            Wire upstream = broker.accept().sees(CONNECT_3).says(CONNACK_3);
            String innocent = "x".repeat(20_000);
            device.sees(CONNACK_3)
                    // 25,013 bytes: the header, then the payload in pieces that split the pattern.
                    .says("32 b5c301 0001'a' 0001 '" + innocent)
                    .says("'" + "y".repeat(5_000) + "; reb'")
                    .says("'oot'");
            device.sees("40 02 0001").says("c0 00");
            upstream.sees("c0 00").says("d0 00");
            device.sees("d0 00");
        }
    }

    @Test
    void aPayloadAboveTheSizeIsNotWaitedFor() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker, "utf8 = required, max-size = 4");
                Wire device = Wire.to(gateway.port()).says(CONNECT_3)) {
            Wire upstream = broker.accept().sees(CONNECT_3).says(CONNACK_3);
            device.sees(CONNACK_3)
                    .says("32 09 0001'a' 0001 '1234'")
                    .says("32 0a 0001'a' 0002 '12345'")
                    .says("32 06 0001'a' 0003 ff")
                    .says("32 05 0001'a' 0004");
            upstream.sees("32 09 0001'a' 0001 '1234'")
                    .sees("32 05 0001'a' 0004")
                    .says("40 02 0001 40 02 0004");
            device.sees("40 02 0001 40 02 0002 40 02 0003 40 02 0004");
        }
    }

    @Test
    void aDeniedDeliveryIsWithheldAndTheBrokerGetsItsAcknowledgement() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker, "deny-sets = [script], on = [delivery]");
                Wire device = Wire.to(gateway.port()).says(CONNECT_3)) {
            Wire upstream = broker.accept().sees(CONNECT_3).says(CONNACK_3);
            device.sees(CONNACK_3)
                    // What is not asked for is not judged.
                    .says("30 13 0001'a' '<script>alert(1)'");
            upstream.sees("30 13 0001'a' '<script>alert(1)'")
                    .says("30 13 0001'a' '<script>alert(1)'")
                    .says("32 15 0001'a' 0001 '<script>alert(1)'")
                    .says("34 15 0001'a' 0002 '<script>alert(1)'")
                    .sees("40 02 0001 50 02 0002")
                    .says("62 02 0002")
                    .sees("70 02 0002")
                    .says("30 05 0001'a' 'on'");
            device.sees("30 05 0001'a' 'on'");
        }
    }

    @Test
    void aWillIsJudgedWithTheConnect() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker, "json = required")) {
            try (Wire device = Wire.to(gateway.port())) {
                device.says("10 17 0004'MQTT' 04 06 003c 0004'dev1' 0001'a' 0002'no'")
                        .sees("20 02 0005")
                        .seesTheEnd();
            }
            gateway.awaitLog("class dev: payload json required");
            try (Wire device =
                    Wire.to(gateway.port()).says("10 17 0004'MQTT' 04 06 003c 0004'dev1' 0001'a' 0002'{}'")) {
                broker.accept()
                        .sees("10 17 0004'MQTT' 04 06 003c 0004'dev1' 0001'a' 0002'{}'")
                        .says(CONNACK_3);
                device.sees(CONNACK_3);
            }
        }
    }

    @Test
    void aChangedSchemaCountsForLiveSessionsFromTheReloadOn() throws Exception {
        Path schema = Files.writeString(folder.resolve("number.json"), "{ \"type\": \"number\" }");
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker, "schema = \"" + schema + "\"");
                Wire device = Wire.to(gateway.port()).says(CONNECT_3)) {
            Wire upstream = broker.accept().sees(CONNECT_3).says(CONNACK_3);
            device.sees(CONNACK_3).says("32 07 0001'a' 0001 '21'").says("32 07 0001'a' 0002 '{}'");
            upstream.sees("32 07 0001'a' 0001 '21'").says("40 02 0001");
            device.sees("40 02 0001 40 02 0002");

            Files.writeString(schema, "{ \"type\": \"object\" }");
            gateway.reload();
            device.says("32 07 0001'a' 0003 '21'").says("32 07 0001'a' 0004 '{}'");
            upstream.sees("32 07 0001'a' 0004 '{}'").says("40 02 0004");
            device.sees("40 02 0003 40 02 0004");
        }
    }
}
