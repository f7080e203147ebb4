/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device without TLS shows at a real broker under a certificate of its own, not under the gateway's. */
class DeviceIdentityIT {
    private static final String CONNACK = "20 02 0000";
    private static final String REFUSED = "20 02 0004";

    @TempDir
    Path folder;

    private Certificates certificates;
    private Mosquitto mosquitto;
    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        certificates = Certificates.in(folder);
        Files.createDirectory(folder.resolve("devices"));
        mosquitto = Mosquitto.start(certificates);
        gateway = GatewayProcess.start(
                GatewayConfigText.mutualTls(
                        mosquitto.port(),
                        certificates,
                        """
                        policy { classes = [
                          { name = things, match { client-id = ["thing-*"] }
                            upstream { certificate = "devices/%c.pem", key = "devices/%c.key" } }
                          { name = others }
                        ] }
                        """),
                folder);
    }

    @AfterEach
    void stop() {
        gateway.close();
        mosquitto.close();
    }

    private Wire connect(String clientId) throws IOException {
        PacketBytes connect =
                new PacketBytes().string("MQTT").u8(4).u8(2).u16(60).string(clientId);
        return Wire.to(gateway.port()).says(connect.packet(0x10));
    }

    private void refused(String clientId) throws IOException {
        try (Wire device = connect(clientId)) {
            device.sees(REFUSED).seesTheEnd();
        }
    }

    /** Connects, and waits until mosquitto says under which user name. */
    private void connectsAs(String clientId, String username) throws IOException {
        try (Wire device = connect(clientId)) {
            device.sees(CONNACK);
            Path log = certificates.file("mosquitto.log");
            await("mosquitto sees " + clientId + " as " + username)
                    .atMost(Duration.ofSeconds(20))
                    .until(() ->
                            Files.readString(log).matches("(?s).* as " + clientId + " \\([^)]*u'" + username + "'.*"));
            device.says("e0 00").seesTheEnd();
        }
    }

    @Test
    void eachDeviceShowsUnderItsOwnNameAndWhoHasNoneUnderTheGateways() throws Exception {
        certificates.client("devices/thing-lamp", "lamp");
        certificates.client("devices/thing-lock", "lock");
        connectsAs("thing-lamp", "lamp");
        connectsAs("thing-lock", "lock");
        connectsAs("home", "gateway");
    }

    @Test
    void withoutItsCertificateADeviceIsRefusedAndNotTakenForTheGateway() throws Exception {
        refused("thing-lamp");
        assertThat(gateway.awaitLog("event=upstream-identity-unusable")).contains("thing-lamp.pem is not there");
        gateway.awaitFlow("\"end_reason\":\"upstream-identity\"");

        certificates.client("devices/thing-lamp", "lamp");
        Files.setPosixFilePermissions(
                folder.resolve("devices/thing-lamp.key"), PosixFilePermissions.fromString("rw-r--r--"));
        refused("thing-lamp");
        gateway.awaitLog("thing-lamp.key can be read or changed by others");
    }

    @Test
    void aRenewedCertificateCountsFromTheNextConnectOnAndHalfARenewalDoesNot() throws Exception {
        certificates.client("devices/thing-lamp", "lamp");
        certificates.client("renewed", "lamp-2");
        connectsAs("thing-lamp", "lamp");

        Files.move(
                folder.resolve("renewed.key"),
                folder.resolve("devices/thing-lamp.key"),
                StandardCopyOption.REPLACE_EXISTING);
        connectsAs("thing-lamp", "lamp");
        gateway.awaitLog("event=upstream-certificate-unusable");

        Files.move(
                folder.resolve("renewed.pem"),
                folder.resolve("devices/thing-lamp.pem"),
                StandardCopyOption.REPLACE_EXISTING);
        connectsAs("thing-lamp", "lamp-2");

        Files.delete(folder.resolve("devices/thing-lamp.pem"));
        refused("thing-lamp");
    }
}
