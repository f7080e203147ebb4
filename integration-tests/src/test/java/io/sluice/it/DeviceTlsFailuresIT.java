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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be wrong with the TLS of a device: each has words of its own in the log, an alert of its own, and gets nowhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeviceTlsFailuresIT {
    private static final String GOOD = "10 10 0004'MQTT' 04 02 003c 0004'good'";
    private static final String CONNECT = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";

    /**
     * @param name the file that the device shows, empty for none
     * @param alert that it gets
     * @param words that the log says
     * @param detail what is said of whose certificate
     */
    private record Row(String name, int alert, String words, String detail) {}

    private static final List<Row> ROWS = List.of(
            new Row("expired", 45, "the peer's certificate has expired", "CN=the expired one at 2024-02-01T00:00:00Z"),
            new Row("below-past", 45, "the peer's certificate has expired", "CN=past CA at 2024-02-01T00:00:00Z"),
            new Row(
                    "early",
                    45,
                    "the peer's certificate is not valid yet",
                    "CN=the early one before 2048-01-01T00:00:00Z"),
            new Row(
                    "foreign",
                    48,
                    "the peer's certificate is not from a trusted CA",
                    "CN=the foreign one is from CN=other CA, trusted: CN=root CA"),
            new Row(
                    "renamed",
                    48,
                    "the peer's certificate is not from a trusted CA, only from one of the same name",
                    "CN=the renamed one is from another CN=root CA"),
            new Row(
                    "orphan",
                    48,
                    "the peer does not send the intermediate CA that its certificate is from",
                    "CN=the orphan one comes without CN=intermediate CA"),
            new Row("revoked", 44, "the peer's certificate is revoked", "CN=the revoked one"),
            new Row(
                    "unlisted",
                    48,
                    "nothing says whether the peer's certificate is revoked",
                    "CN=the unlisted one of CN=listless CA"),
            new Row(
                    "purpose",
                    43,
                    "the peer's certificate is for another purpose",
                    "CN=the purpose one is for serverAuth"),
            new Row("rsa1024", 42, "the peer's certificate has a weak key", "CN=the rsa1024 one has RSA of 1024 bits"),
            new Row("below-weak-key", 42, "the peer's certificate has a weak key", "CN=weak CA has RSA of 1024 bits"),
            new Row("sha1", 42, "the peer's certificate has a weak signature", "CN=the sha1 one has SHA1withECDSA"),
            new Row(
                    "below-weak-signature",
                    42,
                    "the peer's certificate has a weak signature",
                    "CN=weak CA has SHA1withECDSA"));

    private Path folder;
    private ScriptedBroker broker;
    private GatewayProcess gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        BadCertificates.make(folder, "client");
        broker = new ScriptedBroker();
        String tls = "tls { certificate = own.full, key = own.key, client-ca = ca.pem ";
        gateway = GatewayProcess.start(
                GatewayConfigText.plain(
                        broker.port(),
                        "listeners = [ { name = listed, bind = \"127.0.0.1:0\", " + tls + ", crl = lists.crl } }\n"
                                + "{ name = unlisted, bind = \"127.0.0.1:0\", " + tls + "} }\n"
                                + "{ name = plain, bind = \"127.0.0.1:0\" } ]\n"
                                + "limits { connect-rate-per-source = \"1000/s\" }\n"
                                + GatewayConfigText.ALLOW_EVERYTHING),
                folder);
    }

    @AfterAll
    void nothingOfAnyReachedTheBroker() throws IOException {
        try (Wire good = Wire.to(gateway.port("plain")).says(GOOD);
                Wire upstream = broker.accept()) {
            upstream.sees(GOOD);
            good.isSilent();
        }
        gateway.close();
        broker.close();
    }

    static Stream<Arguments> rows() {
        List<Arguments> all = new ArrayList<>();
        for (Row row : ROWS) {
            for (String version : List.of("-tls1_3", "-tls1_2")) {
                all.add(Arguments.of(row, "listed", version));
                if (!List.of("revoked", "unlisted").contains(row.name)) {
                    all.add(Arguments.of(row, "unlisted", version));
                }
            }
        }
        return all.stream();
    }

    /** The line that a moment after {@code mark} says what failed. */
    private String said(int mark) {
        await("a line about it in " + gateway.log())
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> failure(mark).isPresent());
        return failure(mark).orElseThrow();
    }

    private java.util.Optional<String> failure(int mark) {
        return gateway.log().stream()
                .skip(mark)
                .filter(line -> line.contains("-failed "))
                .findFirst();
    }

    private void refused(String certificate, String listener, List<String> more, int alert, String... words)
            throws IOException {
        int mark = gateway.log().size();
        int flows = gateway.flows().size();
        try (OpensslPeer device =
                OpensslPeer.client(folder, gateway.port(listener), certificate, Wire.bytes(CONNECT), more)) {
            String line = said(mark);
            assertThat(line)
                    .contains("event=device-tls-failed source=127.0.0.1 listener=" + listener, " do=\"")
                    .contains(words);
            assertThat(device.awaitEnd()).contains("SSL alert number " + alert);
        }
        recorded(flows, listener, "device-tls", words[0]);
    }

    private void recorded(int mark, String listener, String reason, String words) {
        await("a flow record in " + gateway.flows())
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> gateway.flows().stream()
                        .skip(mark)
                        .anyMatch(flow -> flow.contains("\"end_reason\":\"" + reason + "\"")
                                && flow.contains("\"listener\":\"" + listener + "\"")
                                && flow.contains(words)));
    }

    @Test
    void operatorsFindEachInTheTable() throws IOException {
        String table = Files.readString(Path.of("../deploy/tls-failures.md"));
        assertThat(ROWS).allSatisfy(row -> assertThat(table).contains(row.words));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("rows")
    void aBadCertificateIsRefusedInItsOwnWords(Row row, String listener, String version) throws Exception {
        refused(row.name, listener, List.of(version), row.alert, row.words, row.detail);
    }

    @Test
    void aDeviceWithoutACertificateIsToldThatOneIsWanted() throws Exception {
        refused("", "listed", List.of("-tls1_3"), 116, "the peer shows no certificate");
        refused("", "listed", List.of("-tls1_2"), 40, "the peer shows no certificate");
    }

    @Test
    void anOldProtocolIsRefused() throws Exception {
        refused("good", "listed", List.of("-tls1_1"), 70, "the peer speaks neither TLS 1.3 nor 1.2");
        refused("good", "listed", List.of("-tls1"), 70, "the peer speaks neither TLS 1.3 nor 1.2");
    }

    @Test
    void noCommonCipherIsSaid() throws Exception {
        refused(
                "good",
                "listed",
                List.of("-tls1_2", "-cipher", "ECDHE-ECDSA-CAMELLIA128-SHA256:@SECLEVEL=0"),
                40,
                "no cipher suite or signature algorithm is common with the peer");
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() throws Exception {
        int mark = gateway.log().size();
        int flows = gateway.flows().size();
        SSLContext stolen = StolenCertificate.context(folder, "direct.pem", "good.key");
        // In TLS 1.3 a client is through before the server has looked: what fails, writing or reading, is a matter of
        // time.
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
            try (Wire device = new Wire(
                    stolen.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), gateway.port("listed")))) {
                device.says(CONNECT).packet();
            }
        });
        String words = "the peer does not have the key of the certificate that it shows";
        assertThat(said(mark)).contains("event=device-tls-failed source=127.0.0.1 listener=listed", words);
        recorded(flows, "listed", "device-tls", words);
    }

    @Test
    void plaintextOnATlsPortIsSaid() throws Exception {
        int mark = gateway.log().size();
        int flows = gateway.flows().size();
        try (Wire device = Wire.to(gateway.port("listed"))) {
            device.says(CONNECT);
            assertThat(said(mark))
                    .contains(
                            "event=device-tls-failed source=127.0.0.1 listener=listed", "the peer does not speak TLS");
            assertThat(device.rest()).hasSizeLessThan(16);
        }
        recorded(flows, "listed", "device-tls", "the peer does not speak TLS");
    }

    @Test
    void tlsOnAPlaintextPortIsSaid() throws Exception {
        int mark = gateway.log().size();
        int flows = gateway.flows().size();
        try (OpensslPeer device =
                OpensslPeer.client(folder, gateway.port("plain"), "good", Wire.bytes(CONNECT), List.of())) {
            assertThat(said(mark))
                    .contains(
                            "event=device-tls-failed source=127.0.0.1 listener=plain",
                            "the peer speaks TLS to a plaintext listener",
                            "use the port of a listener with tls");
            device.awaitEnd();
        }
        recorded(flows, "plain", "malformed", "a TLS handshake in place of MQTT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-tls1_3 | the peer broke off the TLS handshake, most likely since it does not trust our certificate",
                "-tls1_2 | the peer does not trust the CA of our certificate"
            })
    void aDeviceThatDoesNotKnowOurCaIsHeard(String version, String words) throws Exception {
        int mark = gateway.log().size();
        int flows = gateway.flows().size();
        try (OpensslPeer device = OpensslPeer.client(
                folder,
                gateway.port("listed"),
                "good",
                Wire.bytes(CONNECT),
                List.of("-CAfile", "other.pem", "-verify_return_error", version))) {
            assertThat(said(mark)).contains(words);
            assertThat(device.awaitEnd()).contains("certificate verify failed");
        }
        recorded(flows, "listed", "device-tls", words);
    }

    @Test
    void aSourceThatFailsWithoutEndDoesNotFillTheLog() throws Exception {
        String source = "127.0.0.9";
        for (int i = 0; i < 100; i++) {
            try (Wire device = Wire.from(source, gateway.port("listed"))) {
                device.says(CONNECT).rest();
            }
        }
        await("a record of each")
                .atMost(Duration.ofSeconds(20))
                .until(() -> gateway.flows().stream()
                                .filter(flow -> flow.contains("\"device-tls\"") && flow.contains("\"" + source + "\""))
                                .count()
                        == 100);
        // The gateway says a line before it writes the record. Ten a minute, and the hundred may take more than one.
        assertThat(gateway.log().stream()
                        .filter(line -> line.contains("event=device-tls-failed source=" + source + " ")))
                .hasSizeBetween(10, 30);
    }

    @Test
    void aTrustedCaWithAWeakKeyIsRefusedBeforeAnythingStarts() throws Exception {
        Path config = Files.writeString(
                folder.resolve("weak.conf"),
                GatewayConfigText.plain(
                                broker.port(),
                                "listeners = [ { name = weak, bind = \"127.0.0.1:0\"\n"
                                        + "tls { certificate = own.full, key = own.key, client-ca = weak-key.pem } } ]")
                        .text(folder.resolve("unused.json")));
        Process check = GatewayProcess.sluice("check", "-c", config.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(said).isEqualTo(2);
        assertThat(said).contains("weak-key.pem: the key of CN=weak CA is weak (RSA of 1024 bits)");
    }

    @Test
    void aDeviceThatHangsUpIsNoRiddle() throws Exception {
        int mark = gateway.log().size();
        try (Wire device = Wire.to(gateway.port("listed"))) {
            device.says("16 03 01 00");
        }
        assertThat(said(mark)).contains("the peer hung up during the TLS handshake");
    }

    @Test
    void aGoodOneOfAnIntermediateConnects() throws Exception {
        try (OpensslPeer device =
                        OpensslPeer.client(folder, gateway.port("listed"), "good", Wire.bytes(GOOD), List.of());
                Wire upstream = broker.accept()) {
            upstream.sees(GOOD);
            assertThat(device.output()).doesNotContain("alert number");
        }
    }
}
