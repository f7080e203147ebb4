/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may be a client, and as whom the broker sees it. */
class ClientRulesIT {
    private static final String CONNECT_3 = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final String CONNACK_3 = "20 02 0000";

    @TempDir
    Path folder;

    private static String oneClass(String settings) {
        return "policy { classes = [ { name = dev, publish { allow = [\"a\"] }, subscribe { allow = [\"a\"] }, "
                + settings + " } ] }";
    }

    private GatewayProcess gateway(ScriptedBroker broker, String settings) throws Exception {
        return GatewayProcess.start(GatewayConfigText.plain(broker.port(), oneClass(settings)), folder);
    }

    private Path password(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void anEmptyClientIdIsRefusedUnlessItsClassAllowsIt() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess strict = gateway(broker, "");
                GatewayProcess open = gateway(broker, "empty-client-id = allow")) {
            try (Wire device = Wire.to(strict.port())) {
                device.says("10 0c 0004'MQTT' 04 02 003c 0000")
                        .sees("20 02 0005")
                        .seesTheEnd();
            }
            try (Wire device = Wire.to(strict.port())) {
                device.says("10 0d 0004'MQTT' 05 02 003c 00 0000")
                        .sees("20 03 00 87 00")
                        .seesTheEnd();
            }
            strict.awaitLog("empty-client-id");
            try (Wire device = Wire.to(open.port()).says("10 0c 0004'MQTT' 04 02 003c 0000")) {
                broker.accept().sees("10 0c 0004'MQTT' 04 02 003c 0000").says(CONNACK_3);
                device.sees(CONNACK_3);
            }
        }
    }

    @Test
    void aCommonPasswordIsRefusedAndNeverLogged() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker, "refused-passwords = common")) {
            try (Wire device = Wire.to(gateway.port())) {
                device.says("10 1d 0004'MQTT' 04 c2 003c 0004'dev1' 0001'u' 0008'Admin123'")
                        .sees("20 02 0005")
                        .seesTheEnd();
            }
            gateway.awaitLog("common-password");
            try (Wire device = Wire.to(gateway.port())) {
                device.says("10 1d 0004'MQTT' 04 c2 003c 0004'dev1' 0001'u' 0008'R7-quark'");
                broker.accept()
                        .sees("10 1d 0004'MQTT' 04 c2 003c 0004'dev1' 0001'u' 0008'R7-quark'")
                        .says(CONNACK_3);
                device.sees(CONNACK_3);
            }
            assertThat(gateway.log()).noneMatch(line -> line.contains("Admin123") || line.contains("R7-quark"));
        }
    }

    @Test
    void theBrokerSeesTheCredentialsAndThePrefixOfTheClassAndTheDeviceSeesNothingOfIt() throws Exception {
        Path password = password("s3cret\n");
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(
                        broker,
                        "upstream { username = \"gw-%c\", password-file = \"" + password
                                + "\", client-id-prefix = \"lan-\" }, publish { allow = [\"%c/x\"] }")) {
            try (Wire device = Wire.to(gateway.port())) {
                device.says("10 1a 0004'MQTT' 04 c2 003c 0004'dev1' 0003'own' 0003'own'");
                Wire upstream = broker.accept()
                        .sees("10 25 0004'MQTT' 04 c2 003c 0008'lan-dev1' 0007'gw-dev1' 0006's3cret'")
                        .says(CONNACK_3);
                // Rules go by the device's own client id.
                device.sees(CONNACK_3).says("32 0b 0006'dev1/x' 0001 'y'" + "32 0f 000a'lan-dev1/x' 0002 'y'");
                upstream.sees("32 0b 0006'dev1/x' 0001 'y'").says("40 02 0001");
                device.sees("40 02 0001 40 02 0002");
            }
            // A new password counts from the next CONNECT on, without a reload.
            password("changed");
            try (Wire device = Wire.to(gateway.port()).says(CONNECT_3)) {
                broker.accept()
                        .sees("10 26 0004'MQTT' 04 c2 003c 0008'lan-dev1' 0007'gw-dev1' 0007'changed'")
                        .says(CONNACK_3);
                device.sees(CONNACK_3);
            }
            Files.delete(password);
            try (Wire device = Wire.to(gateway.port()).says(CONNECT_3)) {
                device.sees("20 02 0004").seesTheEnd();
            }
            gateway.awaitLog("event=upstream-identity-unusable");
            gateway.awaitFlow("\"end_reason\":\"upstream-identity\"");
            assertThat(gateway.log()).noneMatch(line -> line.contains("s3cret") || line.contains("changed"));
        }
    }

    @Test
    void aLiveClientIdIsNotTakenOverFromElsewhereWhereItsClassForbidsIt() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker, "takeover = deny")) {
            Wire first = Wire.to(gateway.port()).says(CONNECT_3);
            Wire upstream = broker.accept().sees(CONNECT_3).says(CONNACK_3);
            first.sees(CONNACK_3);
            try (Wire thief = Wire.from("127.0.0.2", gateway.port()).says(CONNECT_3)) {
                thief.sees("20 02 0005").seesTheEnd();
            }
            gateway.awaitFlow("\"takeover\":1");
            first.says("c0 00");
            upstream.sees("c0 00").says("d0 00");
            first.sees("d0 00");
            // The device itself comes back, its old connection half open: the broker sorts that out.
            Wire again = Wire.to(gateway.port()).says(CONNECT_3);
            Wire second = broker.accept().sees(CONNECT_3).says(CONNACK_3);
            again.sees(CONNACK_3);
            upstream.close();
            first.seesTheEnd();
            try (Wire thief = Wire.from("127.0.0.2", gateway.port()).says(CONNECT_3)) {
                thief.sees("20 02 0005").seesTheEnd();
            }
            again.says("e0 00");
            second.sees("e0 00");
            again.seesTheEnd();
            // Nobody is there any more.
            try (Wire heir = Wire.from("127.0.0.2", gateway.port()).says(CONNECT_3)) {
                broker.accept().sees(CONNECT_3).says(CONNACK_3);
                heir.sees(CONNACK_3);
            }
        }
    }

    @Test
    void ofTwoAtOnceTheOneThatTheBrokerAcceptsFirstKeepsTheClientId() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker, "takeover = deny")) {
            Wire slow = Wire.to(gateway.port()).says(CONNECT_3);
            Wire slowUpstream = broker.accept().sees(CONNECT_3);
            Wire quick = Wire.from("127.0.0.2", gateway.port()).says(CONNECT_3);
            broker.accept().sees(CONNECT_3).says(CONNACK_3);
            quick.sees(CONNACK_3);
            slowUpstream.says(CONNACK_3);
            slow.sees("20 02 0005").seesTheEnd();
        }
    }

    @Test
    void whoOverrunsTheReceiveMaximumIsDisconnectedUnlessItsClassOnlyWarns() throws Exception {
        String connect = "10 11 0004'MQTT' 05 02 003c 00 0004'dev1'";
        String threeInFlight = "32 07 0001'a' 0001 00 'x'" + "32 07 0001'a' 0002 00 'x'" + "32 07 0001'a' 0003 00 'x'";
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess strict = gateway(broker, "");
                GatewayProcess lenient = gateway(broker, "receive-maximum = warn")) {
            try (Wire device = Wire.to(strict.port()).says(connect)) {
                Wire upstream = broker.accept().sees(connect).says("20 06 00 00 03 21 0002");
                assertThat(device.packet()).startsWith(0x20);
                device.says(threeInFlight).sees("e0 02 93 00").seesTheEnd();
                upstream.sees("32 07 0001'a' 0001 00 'x'" + "32 07 0001'a' 0002 00 'x'");
            }
            try (Wire device = Wire.to(lenient.port()).says(connect)) {
                Wire upstream = broker.accept().sees(connect).says("20 06 00 00 03 21 0002");
                assertThat(device.packet()).startsWith(0x20);
                device.says(threeInFlight);
                upstream.sees(threeInFlight);
                lenient.awaitLog("event=receive-maximum-exceeded");
            }
        }
    }

    @Test
    void sharedSubscriptionsCanBeDeniedAndVersion5IsToldBeforehand() throws Exception {
        String connect = "10 11 0004'MQTT' 05 02 003c 00 0004'dev1'";
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(
                        broker,
                        "shared-subscriptions = deny, wildcards = allow, retain = allow, limits { max-qos = 2 }")) {
            try (Wire device = Wire.to(gateway.port()).says(connect)) {
                broker.accept().sees(connect).says("20 03 00 00 00");
                device.sees("20 0a 00 00 07 2a 00 27 00004000")
                        .says("82 10 0001 00 000a'$share/g/a' 00")
                        .sees("90 04 0001 00 87");
            }
        }
    }
}
