/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of the real openssl say whose certificates no longer count, on both sides. */
class RevocationIT {
    private static final String CONNECT = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final String CONNACK = "20 02 0000";

    @TempDir
    Path folder;

    private Certificates certificates;
    private RevocationList list;

    @BeforeEach
    void makeCertificates() throws Exception {
        certificates = Certificates.in(folder);
        certificates.client("lock", "lock");
        certificates.client("lamp", "lamp");
        list = new RevocationList(folder);
        list();
    }

    private void revoke(String name) throws Exception {
        list.revoke(name);
        list();
    }

    private void list() throws Exception {
        list.write("new.crl");
        Files.move(folder.resolve("new.crl"), folder.resolve("ca.crl"), StandardCopyOption.REPLACE_EXISTING);
    }

    private GatewayConfigText tlsListener(ScriptedBroker broker) {
        return GatewayConfigText.plain(
                broker.port(),
                """
                listeners = [ { name = lan, bind = "127.0.0.1:0"
                  tls { certificate = broker.pem, key = broker.key, client-ca = ca.pem, crl = ca.crl } } ]
                """
                        + GatewayConfigText.ALLOW_EVERYTHING);
    }

    private Wire device(GatewayProcess gateway, String name) throws Exception {
        return new Wire(certificates
                .clientContext(name)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), gateway.port()));
    }

    private static void connects(Wire device, ScriptedBroker broker) throws IOException {
        device.says(CONNECT);
        broker.accept().sees(CONNECT).says(CONNACK);
        device.sees(CONNACK);
    }

    @Test
    void aDeviceIsKeptOutFromTheListThatNamesItOn() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = GatewayProcess.start(tlsListener(broker), folder)) {
            try (Wire lock = device(gateway, "lock")) {
                connects(lock, broker);
            }
            revoke("lock");
            gateway.signal("HUP");
            gateway.awaitLog("event=certificate-renewed of=\"listener lan client-ca\"");
            // In TLS 1.3 a client is through before the server has looked at its certificate.
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                try (Wire lock = device(gateway, "lock")) {
                    lock.says(CONNECT).packet();
                }
            });
            assertThat(gateway.awaitLog("event=device-tls-failed")).contains("the peer's certificate is revoked");
            try (Wire lamp = device(gateway, "lamp")) {
                connects(lamp, broker);
            }
        }
    }

    @Test
    void aListThatCannotBeReadLeavesTheOldOneInUse() throws Exception {
        revoke("lock");
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = GatewayProcess.start(tlsListener(broker), folder)) {
            String good = Files.readString(folder.resolve("ca.crl"));
            int complaints = 0;
            for (String bad : List.of("", good.substring(0, good.length() / 2), "no list at all\n")) {
                Files.writeString(folder.resolve("bad.crl"), bad);
                Files.move(folder.resolve("bad.crl"), folder.resolve("ca.crl"), StandardCopyOption.REPLACE_EXISTING);
                gateway.signal("HUP");
                complaints++;
                int expected = complaints;
                await("word of a list that cannot be used")
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> unusable(gateway) == expected);
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                    try (Wire lock = device(gateway, "lock")) {
                        lock.says(CONNECT).packet();
                    }
                });
                try (Wire lamp = device(gateway, "lamp")) {
                    connects(lamp, broker);
                }
                // Its end is complained of once, so the next bad one has to come after a good one.
                Files.writeString(folder.resolve("good.crl"), good);
                Files.move(folder.resolve("good.crl"), folder.resolve("ca.crl"), StandardCopyOption.REPLACE_EXISTING);
                gateway.signal("HUP");
                await("the good one in use again")
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> renewed(gateway) == expected);
            }
        }
    }

    @Test
    void aCertificateThatCannotBeUsedDoesNotKeepAnOldListInForce() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = GatewayProcess.start(tlsListener(broker), folder)) {
            Files.writeString(folder.resolve("broker.pem"), "half a certificate");
            gateway.awaitLog("event=certificate-unusable of=\"listener lan\"");
            revoke("lock");
            gateway.awaitLog("event=certificate-renewed of=\"listener lan client-ca\"");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                try (Wire lock = device(gateway, "lock")) {
                    lock.says(CONNECT).packet();
                }
            });
            assertThat(gateway.awaitLog("event=device-tls-failed")).contains("the peer's certificate is revoked");
            try (Wire lamp = device(gateway, "lamp")) {
                connects(lamp, broker);
            }
        }
    }

    private static long unusable(GatewayProcess gateway) {
        return gateway.log().stream()
                .filter(line -> line.contains("event=certificate-unusable of=\"listener lan client-ca\""))
                .filter(line -> line.contains("ca.crl holds no CRL") && line.contains("the one before stays in use"))
                .count();
    }

    private static long renewed(GatewayProcess gateway) {
        return gateway.log().stream()
                .filter(line -> line.contains("event=certificate-renewed of=\"listener lan client-ca\""))
                .count();
    }

    @Test
    void aRevokedBrokerGetsNoConnect() throws Exception {
        revoke("broker");
        try (Mosquitto mosquitto = Mosquitto.start(certificates);
                GatewayProcess gateway = GatewayProcess.start(
                        new GatewayConfigText(
                                "brokers = [\"127.0.0.1:" + mosquitto.port()
                                        + "\"], tls { trust = ca.pem, crl = ca.crl, certificate = gateway.pem, key = gateway.key }",
                                GatewayConfigText.ALLOW_EVERYTHING),
                        folder)) {
            try (Wire device = Wire.to(gateway.port())) {
                device.says(CONNECT).sees("20 02 0003").seesTheEnd();
            }
            assertThat(gateway.awaitLog("event=upstream-failed")).contains("the peer's certificate is revoked");
            gateway.awaitFlow("\"end_reason\":\"upstream-tls\"");
            assertThat(Files.readString(certificates.file("mosquitto.log"))).doesNotContain(" as dev1 ");
        }
    }

    @Test
    void aNewListCountsAgainstABrokerWhileTheGatewaysOwnKeyCannotBeUsed() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(certificates);
                GatewayProcess gateway = GatewayProcess.start(
                        new GatewayConfigText(
                                "brokers = [\"127.0.0.1:" + mosquitto.port()
                                        + "\"], tls { trust = ca.pem, crl = ca.crl, certificate = gateway.pem, key = gateway.key }",
                                GatewayConfigText.ALLOW_EVERYTHING),
                        folder)) {
            try (Wire device = Wire.to(gateway.port())) {
                device.says(CONNECT).sees(CONNACK);
            }
            Files.writeString(folder.resolve("gateway.pem"), "half a certificate");
            gateway.awaitLog("event=certificate-unusable of=\"upstream.tls\"");
            try (Wire device = Wire.to(gateway.port())) {
                device.says(CONNECT).sees(CONNACK);
            }
            revoke("broker");
            gateway.awaitLog("event=certificate-renewed of=\"upstream.tls trust\"");
            try (Wire device = Wire.to(gateway.port())) {
                device.says(CONNECT).sees("20 02 0003").seesTheEnd();
            }
            assertThat(gateway.awaitLog("event=upstream-failed")).contains("the peer's certificate is revoked");
        }
    }

    @Test
    void aNewListCountsForDevicesWithCertificatesOfTheirOwn() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(certificates);
                GatewayProcess gateway = GatewayProcess.start(
                        new GatewayConfigText(
                                "brokers = [\"127.0.0.1:" + mosquitto.port()
                                        + "\"], tls { trust = ca.pem, crl = ca.crl }",
                                "policy { classes = [ { name = lamps, upstream { certificate = lamp.pem, key = lamp.key } } ] }"),
                        folder)) {
            try (Wire device = Wire.to(gateway.port())) {
                device.says(CONNECT).sees(CONNACK);
            }
            revoke("broker");
            try (Wire device = Wire.to(gateway.port())) {
                device.says(CONNECT).sees("20 02 0003").seesTheEnd();
            }
            assertThat(gateway.awaitLog("event=upstream-failed")).contains("the peer's certificate is revoked");
        }
    }

    @Test
    void aBrokerThatIsNotOnTheListIsSpokenTo() throws Exception {
        revoke("lamp");
        try (Mosquitto mosquitto = Mosquitto.start(certificates);
                GatewayProcess gateway = GatewayProcess.start(
                        new GatewayConfigText(
                                "brokers = [\"127.0.0.1:" + mosquitto.port()
                                        + "\"], tls { trust = ca.pem, crl = ca.crl, certificate = gateway.pem, key = gateway.key }",
                                GatewayConfigText.ALLOW_EVERYTHING),
                        folder);
                Wire device = Wire.to(gateway.port())) {
            device.says(CONNECT).sees(CONNACK);
        }
    }

    @Test
    void aListThatIsOutOfDateIsSaidBeforeAnythingStarts() throws Exception {
        list.write("ca.crl", "-crl_lastupdate", "20200101000000Z", "-crl_nextupdate", "20200201000000Z");
        try (ScriptedBroker broker = new ScriptedBroker()) {
            Path config = Files.writeString(
                    folder.resolve("old.conf"), tlsListener(broker).text(folder.resolve("flows.json")));
            Process check = GatewayProcess.sluice("check", "-c", config.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(check.waitFor()).isEqualTo(2);
            assertThat(said).contains("tls.crl: ", "was good until 2020-02-01T00:00:00Z", "issue a new one");
        }
    }
}
