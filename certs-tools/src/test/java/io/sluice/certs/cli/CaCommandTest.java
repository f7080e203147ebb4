/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.certs.Pem;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaCommandTest {
    @TempDir
    Path dir;

    private CertsRun run;

    @BeforeEach
    void open() {
        run = new CertsRun(dir);
    }

    @ParameterizedTest
    @CsvSource({"ecdsa,id-ecPublicKey", "rsa,rsaEncryption", "ed25519,ED25519"})
    void opensslAcceptsWhatAnIssuingCaOfAnyKindVouchesFor(String kind, String algorithm) throws Exception {
        run.good("ca", "--key", kind);
        run.good("server", "broker.lan", "--ip", "192.168.1.2", "--key", kind);
        run.good("client", "gateway", "--key", kind);
        assertThat(run.verify("sslserver", "broker.lan", "-verify_hostname", "broker.lan")
                        .output())
                .endsWith("OK\n");
        assertThat(run.verify("sslserver", "broker.lan", "-verify_ip", "192.168.1.2")
                        .output())
                .endsWith("OK\n");
        assertThat(run.verify("sslclient", "gateway").output()).endsWith("OK\n");
        assertThat(run.verify("sslserver", "gateway").exitCode()).isNotZero();
        for (String name : new String[] {"ca", "issuing", "gateway"}) {
            assertThat(text(name)).contains("Public Key Algorithm: " + algorithm);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecdsa", "rsa", "ed25519"})
    void opensslServesAndDialsWithThem(String kind) throws Exception {
        run.good("ca", "--key", kind);
        run.good("server", "broker.lan", "--key", kind);
        run.good("client", "gateway", "--key", kind);
        Process server = openssl("s_server", "broker.lan", "-accept", "127.0.0.1:0", "-naccept", "1", "-Verify", "3");
        try (BufferedReader said = server.inputReader()) {
            String accept = said.lines()
                    .filter(line -> line.startsWith("ACCEPT "))
                    .findFirst()
                    .orElseThrow();
            Process client = openssl(
                    "s_client",
                    "gateway",
                    "-connect",
                    accept.substring("ACCEPT ".length()),
                    "-servername",
                    "broker.lan",
                    "-verify_hostname",
                    "broker.lan");
            client.getOutputStream().close();
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("Verify return code: 0 (ok)", "Verified peername: broker.lan");
            assertThat(said.lines()).anyMatch(line -> line.contains("subject=CN = gateway"));
        } finally {
            server.destroy();
        }
    }

    private Process openssl(String command, String name, String... more) throws Exception {
        List<String> all = new ArrayList<>(List.of("openssl", command, "-x509_strict", "-verify_return_error"));
        all.addAll(List.of("-CAfile", dir.resolve("ca.pem").toString()));
        all.addAll(List.of("-cert", dir.resolve(name + ".pem").toString()));
        all.addAll(List.of("-cert_chain", dir.resolve(name + ".pem").toString()));
        all.addAll(List.of("-key", dir.resolve(name + ".key").toString()));
        all.addAll(List.of(more));
        return new ProcessBuilder(all).redirectErrorStream(true).start();
    }

    @Test
    void theRootVouchesForOneCaAndThatOneForNone() throws Exception {
        run.good("ca");
        assertThat(text("ca")).contains("CA:TRUE, pathlen:1", "Basic Constraints: critical");
        assertThat(text("issuing")).contains("CA:TRUE, pathlen:0", "Issuer: CN = Sluice CA\n");
        assertThat(Pem.readCertificates(dir.resolve("ca.pem"))).hasSize(2);
        for (String key : new String[] {"ca.key", "issuing.key"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(key))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theRootsKeyIsNotNeededFromDayToDay() throws Exception {
        run.good("ca");
        Files.delete(dir.resolve("ca.key"));
        run.good("client", "gateway");
        run.good("revoke", "gateway");
        run.good("client", "gateway", "--force");
        run.good("renew", "gateway");
        assertThat(run.verify("sslclient", "gateway").output()).endsWith("OK\n");
        assertThat(run.certs("renew", "issuing")).isEqualTo(2);
        assertThat(run.errors()).contains("ca.key is missing");
    }

    @Test
    void aCaVouchesForPrivateAddressesUnlessMoreIsAsked() throws Exception {
        run.good("ca");
        assertThat(text("ca")).contains("Name Constraints: critical", "IP:192.168.0.0/255.255.0.0");
        assertThat(run.certs("server", "broker", "--ip", "203.0.113.7")).isEqualTo(2);
        assertThat(run.errors()).contains("this CA was made not to vouch for 203.0.113.7");
        assertThat(dir.resolve("broker.pem")).doesNotExist();
        run.good("ca", "--force", "--network", "203.0.113.0/24", "--network", "2001:db8::/32");
        run.good("server", "broker", "--ip", "203.0.113.7", "--ip", "2001:db8::7");
        assertThat(run.verify("sslserver", "broker", "-verify_ip", "2001:db8::7")
                        .output())
                .endsWith("OK\n");
        assertThat(run.certs("server", "other", "--ip", "192.168.1.2")).isEqualTo(2);
    }

    @Test
    void aCaOfADomainVouchesForNoOther() throws Exception {
        run.good("ca", "--domain", "home.arpa");
        run.good("server", "broker", "--dns", "broker.home.arpa");
        run.good("client", "sensor-1");
        assertThat(run.verify("sslserver", "broker").output()).endsWith("OK\n");
        assertThat(run.verify("sslclient", "sensor-1").output()).endsWith("OK\n");
        assertThat(run.certs("server", "bank", "--dns", "bank.example")).isEqualTo(2);
        assertThat(run.certs("server", "near", "--dns", "nothome.arpa")).isEqualTo(2);
        assertThat(run.errors()).contains("not to vouch for bank.example", "not to vouch for nothome.arpa");
    }

    @Test
    void constraintsCanBeLeftOut() throws Exception {
        run.good("ca", "--no-constraints");
        assertThat(text("ca")).doesNotContain("Name Constraints");
        run.good("server", "broker", "--ip", "203.0.113.7");
        assertThat(run.certs("ca", "--force", "--no-constraints", "--domain", "lan"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.1/8", "10.0.0.0/33", "x/8", "10.0.0.0/", "fc00::/129", "/8"})
    void whatIsNoRangeIsRefused(String range) {
        assertThat(run.certs("ca", "--network", range)).isEqualTo(2);
        assertThat(dir.resolve("ca.pem")).doesNotExist();
    }

    @Test
    void keysOfACaAreEncryptedOnRequestAndNothingWorksWithoutTheWords() throws Exception {
        Path words = secret("words", "open sesame\n");
        run.good("ca", "--passphrase-file", words);
        for (String key : new String[] {"ca.key", "issuing.key"}) {
            assertThat(Files.readString(dir.resolve(key))).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
            CertsRun.openssl("pkey", "-in", dir.resolve(key), "-passin", "pass:open sesame", "-noout");
        }
        assertThat(run.certs("client", "gateway")).isEqualTo(2);
        assertThat(run.errors()).contains("issuing.key is encrypted; say its passphrase with --ca-passphrase-file");
        Path wrong = secret("wrong", "close sesame");
        assertThat(run.certs("client", "gateway", "--ca-passphrase-file", wrong))
                .isEqualTo(2);
        assertThat(run.errors()).contains("encrypted with another passphrase").doesNotContain("sesame");
        run.good("client", "gateway", "--ca-passphrase-file", words);
        run.good("revoke", "gateway", "--ca-passphrase-file", words);
    }

    @Test
    void aPassphraseThatOthersCanReadIsNotUsed() throws Exception {
        Path words = secret("words", "open sesame");
        Files.setPosixFilePermissions(words, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run.certs("ca", "--passphrase-file", words)).isEqualTo(2);
        assertThat(run.errors())
                .contains("words can be read or changed by others; it wants nothing but the passphrase, and chmod 600");
        assertThat(run.certs("ca", "--passphrase-file", secret("empty", "\n"))).isEqualTo(2);
        assertThat(run.certs("ca", "--passphrase-file", dir.resolve("nowhere"))).isEqualTo(2);
        assertThat(dir.resolve("ca.key")).doesNotExist();
    }

    @Test
    void whereNobodyCanBeAskedTheFileIsNamed() {
        assertThat(run.certs("ca", "--encrypt")).isEqualTo(2);
        assertThat(run.errors()).contains("there is no terminal", "--passphrase-file");
    }

    @Test
    void aRootThatIssuesByItselfWantsAFolderOfItsOwn() {
        run.good("ca");
        assertThat(run.certs("ca", "--no-intermediate", "--force")).isEqualTo(2);
        assertThat(run.errors()).contains("issuing.pem is there");
    }

    @Test
    void theIssuingCaDoesNotOutliveTheRoot() throws Exception {
        run.good("ca", "--days", "100");
        X509Certificate root = Pem.readCertificate(dir.resolve("ca.pem"));
        assertThat(Pem.readCertificate(dir.resolve("issuing.pem")).getNotAfter())
                .isEqualTo(root.getNotAfter());
    }

    private Path secret(String name, String content) throws Exception {
        Path file = Files.writeString(dir.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private String text(String name) throws Exception {
        return CertsRun.openssl("x509", "-in", dir.resolve(name + ".pem"), "-noout", "-text");
    }
}
