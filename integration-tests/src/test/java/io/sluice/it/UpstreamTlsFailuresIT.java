/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can be wrong with the TLS of a broker, the real openssl in most rows: each has words of its own in the log, the device
 * is told that the server is unavailable, and the broker gets no byte of MQTT.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpstreamTlsFailuresIT {
    private static final String CONNECT_3 = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final String CONNECT_5 = "10 11 0004'MQTT' 05 02 003c 00 0004'dev1'";
    private static final String CONNACK = "20 02 0000";

    /**
     * @param name the file that the broker shows
     * @param arguments what else openssl is told
     * @param words that the log says
     * @param detail what is said of whose certificate
     */
    private record Row(String name, List<String> arguments, String words, String detail) {
        static Row of(String name, String words, String detail) {
            return new Row(name, List.of(), words, detail);
        }
    }

    /** Brokers that ask for no certificate or for one that the gateway has; and what the log says of them. */
    static List<Row> brokers() {
        return List.of(
                Row.of("expired", "the peer's certificate has expired", "CN=the expired one at 2024-02-01T00:00:00Z"),
                Row.of("below-past", "the peer's certificate has expired", "CN=past CA at 2024-02-01T00:00:00Z"),
                Row.of(
                        "early",
                        "the peer's certificate is not valid yet",
                        "CN=the early one before 2048-01-01T00:00:00Z"),
                Row.of(
                        "foreign",
                        "the peer's certificate is not from a trusted CA",
                        "CN=the foreign one is from CN=other CA, trusted: CN=root CA"),
                Row.of(
                        "renamed",
                        "the peer's certificate is not from a trusted CA, only from one of the same name",
                        "CN=the renamed one is from another CN=root CA"),
                Row.of(
                        "orphan",
                        "the peer does not send the intermediate CA that its certificate is from",
                        "CN=the orphan one comes without CN=intermediate CA"),
                Row.of(
                        "elsewhere",
                        "the peer's certificate is for another name",
                        "CN=the elsewhere one is for elsewhere.lan, not for 127.0.0.1"),
                Row.of("revoked", "the peer's certificate is revoked", "CN=the revoked one"),
                Row.of(
                        "unlisted",
                        "nothing says whether the peer's certificate is revoked",
                        "CN=the unlisted one of CN=listless CA"),
                Row.of(
                        "purpose",
                        "the peer's certificate is for another purpose",
                        "CN=the purpose one is for clientAuth"),
                Row.of("rsa1024", "the peer's certificate has a weak key", "CN=the rsa1024 one has RSA of 1024 bits"),
                Row.of("below-weak-key", "the peer's certificate has a weak key", "CN=weak CA has RSA of 1024 bits"),
                Row.of("sha1", "the peer's certificate has a weak signature", "CN=the sha1 one has SHA1withECDSA"),
                Row.of(
                        "below-weak-signature",
                        "the peer's certificate has a weak signature",
                        "CN=weak CA has SHA1withECDSA"),
                new Row("good", List.of("-tls1_1"), "the peer speaks neither TLS 1.3 nor 1.2", ""),
                new Row(
                        "good",
                        List.of("-tls1_2", "-cipher", "CAMELLIA256-SHA:@SECLEVEL=0"),
                        "the peer refused the TLS handshake",
                        ""),
                // The alert of TLS 1.3 comes when the handshake is through on our side.
                new Row(
                        "good",
                        List.of("-Verify", "3", "-verify_return_error", "-verifyCAfile", "other.pem"),
                        "the peer does not trust the CA of our certificate",
                        ""),
                new Row(
                        "good",
                        List.of("-tls1_2", "-Verify", "3", "-verify_return_error", "-verifyCAfile", "other.pem"),
                        "the peer does not trust the CA of our certificate",
                        ""),
                // Named in its request is only a CA that the gateway has no certificate of.
                new Row(
                        "good",
                        List.of("-Verify", "3", "-verify_return_error", "-CAfile", "other.pem"),
                        "the peer wants a certificate of us",
                        "one of a CA that the peer does not name is not shown to it"),
                new Row(
                        "good",
                        List.of("-Verify", "3", "-verify_return_error", "-CAfile", "ca.pem", "-attime", "4102444800"),
                        "the peer says that our certificate has expired",
                        ""));
    }

    private Path folder;
    private SwitchedPort port;
    private GatewayProcess gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        BadCertificates.make(folder, "server");
        port = new SwitchedPort();
        gateway = gateway("trust = ca.pem, crl = lists.crl, certificate = own.full, key = own.key");
    }

    private GatewayProcess gateway(String tls) throws IOException {
        return GatewayProcess.start(
                new GatewayConfigText(
                        "brokers = [\"127.0.0.1:" + port.port() + "\"], tls { " + tls + " }",
                        GatewayConfigText.ALLOW_EVERYTHING),
                folder);
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        port.close();
    }

    private static Optional<String> failure(GatewayProcess gateway, int mark) {
        return gateway.log().stream()
                .skip(mark)
                .filter(line -> line.contains("event=upstream-"))
                .findFirst();
    }

    /** A device of either version is told so, the log says why, and the flow record too. */
    private void refused(GatewayProcess gateway, String... words) throws IOException {
        for (String connect : List.of(CONNECT_3, CONNECT_5)) {
            int mark = gateway.log().size();
            int flows = gateway.flows().size();
            try (Wire device = Wire.to(gateway.port())) {
                device.says(connect)
                        .sees(connect.equals(CONNECT_5) ? "20 03 00 88 00" : "20 02 0003")
                        .seesTheEnd();
            }
            soon(() -> failure(gateway, mark).isPresent());
            assertThat(failure(gateway, mark).orElseThrow())
                    .contains("-failed source=127.0.0.1 ", " do=\"")
                    .contains(words);
            soon(() -> gateway.flows().size() > flows);
            assertThat(gateway.flows().get(flows)).contains("\"end_reason\":\"upstream-tls\"", words[0]);
        }
    }

    private static void soon(java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    @Test
    void operatorsFindEachInTheTable() throws IOException {
        String table = Files.readString(Path.of("../deploy/tls-failures.md"));
        assertThat(brokers()).allSatisfy(row -> assertThat(table).contains(row.words));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokers")
    void aBrokerThatIsNotToBeTrustedOrDoesNotTrustUsGetsNothing(Row row) throws Exception {
        try (OpensslPeer broker = OpensslPeer.server(folder, row.name, row.arguments)) {
            port.leadTo(broker.port());
            refused(gateway, row.words, row.detail);
            assertThat(broker.output()).doesNotContain("MQTT");
        }
    }

    @Test
    void aBrokerThatWantsACertificateOfAGatewayWithoutOneIsSaid() throws Exception {
        try (GatewayProcess bare = gateway("trust = ca.pem")) {
            for (String version : List.of("-tls1_3", "-tls1_2")) {
                try (OpensslPeer broker = OpensslPeer.server(
                        folder,
                        "good",
                        List.of("-Verify", "3", "-verify_return_error", "-CAfile", "ca.pem", version))) {
                    port.leadTo(broker.port());
                    refused(
                            bare,
                            version.equals("-tls1_3")
                                    ? "the peer wants a certificate of us"
                                    : "the peer refused the TLS handshake");
                    assertThat(broker.output()).doesNotContain("MQTT");
                }
            }
        }
    }

    @Test
    void withoutListsWeakCertificatesAreRefusedTheSame() throws Exception {
        try (GatewayProcess listless = gateway("trust = ca.pem")) {
            for (Row row : brokers()) {
                if (row.words.contains("weak")) {
                    try (OpensslPeer broker = OpensslPeer.server(folder, row.name, row.arguments)) {
                        port.leadTo(broker.port());
                        refused(listless, row.words, row.detail);
                    }
                }
            }
        }
    }

    @Test
    void aBrokerWithoutTheKeyOfItsCertificateGetsNothing() throws Exception {
        AtomicInteger bytes = new AtomicInteger();
        try (SSLServerSocket broker = (SSLServerSocket) StolenCertificate.context(folder, "direct.pem", "good.key")
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> count(broker, bytes), "stolen");
            serving.setDaemon(true);
            serving.start();
            port.leadTo(broker.getLocalPort());
            refused(gateway, "the peer does not have the key of the certificate that it shows");
            assertThat(bytes).hasValue(0);
        }
    }

    private static void count(SSLServerSocket broker, AtomicInteger bytes) {
        while (!broker.isClosed()) {
            try (SSLSocket socket = (SSLSocket) broker.accept()) {
                while (socket.getInputStream().read() >= 0) {
                    bytes.incrementAndGet();
                }
            } catch (IOException refused) {
                // As it should be.
                assertThat(refused).isNotNull();
            }
        }
    }

    @Test
    void aPlaintextBrokerBehindTlsIsSaid() throws Exception {
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "")) {
            port.leadTo(broker.port());
            refused(gateway, "the peer hung up during the TLS handshake", "is its port one for TLS?");
        }
    }

    @Test
    void aBrokerWithEverythingInOrderIsSpokenTo() throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder, "ca.pem", "good.full", "good.key");
                GatewayProcess other =
                        gateway("trust = ca.pem, crl = lists.crl, certificate = own.full, key = own.key")) {
            port.leadTo(broker.port());
            try (Wire device = Wire.to(other.port())) {
                device.says(CONNECT_3).sees(CONNACK);
            }
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedBeforeAnythingStarts() throws Exception {
        Path config = Files.writeString(
                folder.resolve("mixed.conf"),
                new GatewayConfigText(
                                "brokers = [\"127.0.0.1:1\"]\ntls { trust = ca.pem, certificate = own.full, key = good.key }",
                                GatewayConfigText.ALLOW_EVERYTHING)
                        .text(folder.resolve("flows.json")));
        for (String command : List.of("check", "run")) {
            Process process = GatewayProcess.sluice(command, "-c", config.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isEqualTo(2);
            assertThat(said).contains(config + ":4: ", "good.key is not the key of ", "own.full");
        }
    }
}
