/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.certs.cli.CertsCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What {@code sluice certs} makes is what a real Mosquitto, its clients and the gateway want, from the first file to the last. */
class CertsAtWorkIT {
    private static final String CONNACK = "20 02 0000";
    private static final String UNREACHABLE = "20 02 0003";

    @TempDir
    Path folder;

    private int port;
    private Mosquitto mosquitto;

    @BeforeEach
    void makeCa() throws IOException {
        port = FreePort.choose();
        certs("ca");
    }

    @AfterEach
    void stop() {
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    private void startMosquitto() throws Exception {
        // As the command says: the folder is included into the configuration that is there.
        Path config = Files.writeString(
                folder.resolve("existing.conf"),
                "log_type all\nuser root\ninclude_dir " + folder.resolve("mosquitto") + "\n");
        mosquitto = Mosquitto.start(config, port, folder.resolve("mosquitto.log"));
    }

    private void certs(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--dir", folder.toString()));
        assertThat(new CommandLine(new CertsCommand()).execute(all.toArray(String[]::new)))
                .isZero();
    }

    private Mosquitto.Outcome publish(String name) throws Exception {
        return Mosquitto.client(
                "mosquitto_pub",
                port,
                "--cafile",
                file("ca.pem"),
                "--cert",
                file(name + ".pem"),
                "--key",
                file(name + ".key"),
                "-i",
                "some-id",
                "-t",
                "t",
                "-m",
                "hello",
                "-q",
                "1");
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecdsa", "rsa", "ed25519"})
    void mosquittoServesClientsOfTheCaUnderTheirNamesAndNobodyElse(String kind) throws Exception {
        certs("ca", "--force", "--key", kind);
        certs("mosquitto", "localhost", "--ip", "127.0.0.1", "--bind", "127.0.0.1", "--port", Integer.toString(port));
        certs("client", "lamp", "--key", kind);
        startMosquitto();
        assertThat(publish("lamp").output()).isEmpty();
        assertThat(Files.readString(folder.resolve("mosquitto.log"))).contains("as some-id (p2, c1, k60, u'lamp')");

        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        new CommandLine(new CertsCommand()).execute("ca", "--dir", elsewhere.toString());
        new CommandLine(new CertsCommand()).execute("client", "lamp", "--dir", elsewhere.toString());
        assertThat(publish("elsewhere/lamp").exitCode()).isNotZero();
        assertThat(Mosquitto.client("mosquitto_pub", port, "--cafile", file("ca.pem"), "-t", "t", "-m", "x")
                        .exitCode())
                .isNotZero();
    }

    @Test
    void mosquittoRefusesWhomTheListNames() throws Exception {
        certs("mosquitto", "localhost", "--ip", "127.0.0.1", "--bind", "127.0.0.1", "--port", Integer.toString(port));
        certs("client", "lamp");
        certs("client", "thief");
        certs("revoke", "thief");
        certs("mosquitto", "localhost", "--force", "--bind", "127.0.0.1", "--port", Integer.toString(port));
        startMosquitto();
        assertThat(publish("lamp").output()).isEmpty();
        assertThat(publish("thief").exitCode()).isNotZero();
        Path log = folder.resolve("mosquitto.log");
        await("mosquitto says why").atMost(Duration.ofSeconds(20)).until(() -> Files.readString(log)
                .contains("certificate verify failed"));
    }

    @Test
    void aBundleIsAllThatADeviceNeeds() throws Exception {
        certs("mosquitto", "localhost", "--ip", "127.0.0.1", "--bind", "127.0.0.1", "--port", Integer.toString(port));
        certs("client", "lamp");
        certs("bundle", "lamp");
        startMosquitto();
        Path device = Files.createDirectory(folder.resolve("device"));
        Process unzip = new ProcessBuilder("jar", "xf", file("lamp.zip"))
                .directory(device.toFile())
                .start();
        assertThat(unzip.waitFor()).isZero();
        String own = device.resolve("lamp") + "/";
        assertThat(Mosquitto.client(
                                "mosquitto_pub",
                                port,
                                "--cafile",
                                own + "ca.pem",
                                "--cert",
                                own + "lamp.pem",
                                "--key",
                                own + "lamp.key",
                                "-t",
                                "t",
                                "-m",
                                "hello",
                                "-q",
                                "1")
                        .output())
                .isEmpty();
    }

    @Test
    void theGatewayTrustsItAllUntilItIsRevoked() throws Exception {
        certs("mosquitto", "localhost", "--ip", "127.0.0.1", "--bind", "127.0.0.1", "--port", Integer.toString(port));
        certs("client", "gateway");
        startMosquitto();
        GatewayConfigText config = new GatewayConfigText(
                """
                brokers = ["127.0.0.1:%d"], tls { trust = "ca.pem", certificate = "gateway.pem", key = "gateway.key"
                  crl = "crl.pem" }"""
                        .formatted(port),
                GatewayConfigText.ALLOW_EVERYTHING);
        try (GatewayProcess gateway = GatewayProcess.start(config, folder)) {
            connects(gateway, CONNACK);
            certs("renew", "gateway");
            gateway.signal("HUP");
            gateway.awaitLog("event=certificate-renewed");
            connects(gateway, CONNACK);

            certs("revoke", "localhost", "--reason", "keyCompromise");
            gateway.signal("HUP");
            await("the broker is refused")
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> connects(gateway, UNREACHABLE));
            gateway.awaitLog("revoked");
        }
    }

    @Test
    void theGatewayRefusesABrokerWhoseIssuingCaIsRevoked() throws Exception {
        certs("mosquitto", "localhost", "--ip", "127.0.0.1", "--bind", "127.0.0.1", "--port", Integer.toString(port));
        certs("client", "gateway");
        certs("revoke", "issuing");
        // What Mosquitto itself checks is not asked here.
        Path conf = folder.resolve("mosquitto/sluice.conf");
        Files.writeString(conf, Files.readString(conf).replace("crlfile", "#crlfile"));
        startMosquitto();
        GatewayConfigText config = new GatewayConfigText(
                """
                brokers = ["127.0.0.1:%d"], tls { trust = "ca.pem", certificate = "gateway.pem", key = "gateway.key"
                  crl = "crl.pem" }"""
                        .formatted(port),
                GatewayConfigText.ALLOW_EVERYTHING);
        try (GatewayProcess gateway = GatewayProcess.start(config, folder)) {
            connects(gateway, UNREACHABLE);
            gateway.awaitLog("revoked");
        }
    }

    private static void connects(GatewayProcess gateway, String answer) throws Exception {
        PacketBytes connect =
                new PacketBytes().string("MQTT").u8(4).u8(2).u16(60).string("device");
        try (Wire device = Wire.to(gateway.port()).says(connect.packet(0x10))) {
            device.sees(answer);
        }
    }
}
