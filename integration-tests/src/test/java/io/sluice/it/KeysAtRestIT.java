/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that lie encrypted on the disk, in one file with their certificate, or with systemd. */
class KeysAtRestIT {
    private static final String CONNECT = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final String CONNACK = "20 02 0000";
    private static final String EC = "-newkey ec -pkeyopt ec_paramgen_curve:P-256";

    @TempDir
    Path folder;

    private Certificates certificates;
    private OpenSsl openssl;

    @BeforeEach
    void makeCertificates() throws Exception {
        certificates = Certificates.in(folder);
        openssl = new OpenSsl(folder);
        secret("password", "open sesame\n");
        secret("wrong", "abracadabra\n");
    }

    private void secret(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
        allow(name, "rw-------");
    }

    private void allow(String name, String permissions) throws Exception {
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString(permissions));
    }

    private void encrypt(String name) throws Exception {
        openssl.run("pkcs8 -topk8 -v2 aes-256-cbc -in " + name + ".key -out " + name + ".enc -passout file:password");
    }

    private void pkcs12(String name) throws Exception {
        openssl.run("pkcs12 -export -in " + name + ".pem -inkey " + name + ".key -out " + name
                + ".p12 -passout file:password");
    }

    private static String listener(String own) {
        return "listeners = [ { name = lan, bind = \"127.0.0.1:0\", tls { " + own + ", client-ca = ca.pem } } ]\n"
                + GatewayConfigText.ALLOW_EVERYTHING;
    }

    private void aDeviceGetsThrough(ScriptedBroker broker, GatewayProcess gateway) throws Exception {
        try (Wire device = new Wire(certificates
                .clientContext("gateway")
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), gateway.port()))) {
            device.says(CONNECT);
            broker.accept().sees(CONNECT).says(CONNACK);
            device.sees(CONNACK);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-newkey rsa:2048", EC})
    void aListenerShowsWhatLiesEncryptedInPkcs8AndPkcs12(String newKey) throws Exception {
        openssl.issue("door", newKey, "/CN=door", "subjectAltName=IP:127.0.0.1");
        encrypt("door");
        pkcs12("door");
        for (String own : List.of(
                "certificate = door.pem, key = door.enc, key-password-file = password",
                "certificate = door.p12, key-password-file = password")) {
            try (ScriptedBroker broker = new ScriptedBroker();
                    GatewayProcess gateway =
                            GatewayProcess.start(GatewayConfigText.plain(broker.port(), listener(own)), folder)) {
                aDeviceGetsThrough(broker, gateway);
            }
        }
    }

    @Test
    void aBrokerIsShownWhatLiesEncrypted() throws Exception {
        pkcs12("gateway");
        certificates.client("lamp", "lamp");
        encrypt("lamp");
        try (Mosquitto mosquitto = Mosquitto.start(certificates);
                GatewayProcess gateway = GatewayProcess.start(
                        new GatewayConfigText(
                                "brokers = [\"127.0.0.1:" + mosquitto.port() + "\"], tls { trust = ca.pem,"
                                        + " certificate = gateway.p12, key-password-file = password }",
                                """
                                policy { classes = [
                                  { name = lamps, match { client-id = [lamp] }
                                    upstream { certificate = "%c.pem", key = "%c.enc", key-password-file = password } }
                                  { name = others } ] }
                                """),
                        folder)) {
            for (String name : List.of("lamp", "gateway")) {
                PacketBytes connect =
                        new PacketBytes().string("MQTT").u8(4).u8(2).u16(60).string(name);
                try (Wire device = Wire.to(gateway.port()).says(connect.packet(0x10))) {
                    device.sees(CONNACK);
                }
                Path log = certificates.file("mosquitto.log");
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> Files.readString(log).matches("(?s).* as " + name + " .*u'" + name + "'.*"));
            }
        }
    }

    @Test
    void systemdsCredentialsAreFoundAndRenewed() throws Exception {
        Path credentials = Files.createDirectory(folder.resolve("credentials"));
        for (String name : List.of("broker.pem", "broker.key", "ca.pem")) {
            Files.copy(folder.resolve(name), credentials.resolve(name));
            Files.setPosixFilePermissions(credentials.resolve(name), PosixFilePermissions.fromString("r--r-----"));
        }
        String tls = "certificate = \"credential:broker.pem\", key = ${CREDENTIALS_DIRECTORY}\"/broker.key\"";
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = GatewayProcess.start(
                        GatewayConfigText.plain(
                                broker.port(), listener(tls).replace("= ca.pem", "= \"credential:ca.pem\"")),
                        folder,
                        List.of("CREDENTIALS_DIRECTORY=" + credentials))) {
            aDeviceGetsThrough(broker, gateway);
        }
    }

    @Test
    void aRenewalUnderAnotherPasswordCountsWhenThePasswordDoes() throws Exception {
        openssl.issue("door", "/CN=door", "subjectAltName=IP:127.0.0.1");
        pkcs12("door");
        String own = "certificate = door.p12, key-password-file = password";
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway =
                        GatewayProcess.start(GatewayConfigText.plain(broker.port(), listener(own)), folder)) {
            openssl.issue("door2", "/CN=door2", "subjectAltName=IP:127.0.0.1");
            openssl.run("pkcs12 -export -in door2.pem -inkey door2.key -out door2.p12 -passout file:wrong");
            Files.move(folder.resolve("door2.p12"), folder.resolve("door.p12"), StandardCopyOption.REPLACE_EXISTING);
            assertThat(gateway.awaitLog("event=certificate-unusable of=\"listener lan\""))
                    .contains("password does not open ")
                    .doesNotContain("sesame", "abracadabra");
            aDeviceGetsThrough(broker, gateway);
            Files.move(folder.resolve("wrong"), folder.resolve("password"), StandardCopyOption.REPLACE_EXISTING);
            gateway.awaitLog("event=certificate-renewed of=\"listener lan\"");
            aDeviceGetsThrough(broker, gateway);
        }
    }

    @Test
    void checkSaysWhatCannotBeUsedAndTheMend() throws Exception {
        encrypt("broker");
        String own = "certificate = broker.pem, key = broker.enc, key-password-file = wrong";
        Path config = Files.writeString(
                folder.resolve("it.conf"),
                GatewayConfigText.plain(1, listener(own)).text(folder.resolve("flows.json")));
        Process process = GatewayProcess.sluice("check", "-c", config.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(2);
        assertThat(said)
                .contains(
                        "it.conf:6: sluice.listeners[0].tls.key-password-file: the password in ",
                        "wrong does not open ",
                        "broker.enc; write the password of that key into it")
                .doesNotContain("sesame", "abracadabra");
    }
}
