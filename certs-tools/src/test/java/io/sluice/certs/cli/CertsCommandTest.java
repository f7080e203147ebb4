/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.certs.CertificateAuthority;
import io.sluice.certs.OpenSsl;
import io.sluice.certs.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertsCommandTest {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----\n";
    private static final String END = "-----END PRIVATE KEY-----\n";

    @TempDir
    Path dir;

    private CertsRun run;

    @BeforeEach
    void open() {
        run = new CertsRun(dir);
    }

    @Test
    void threeCommandsMakeWhatAGatewayAndItsBrokerNeed() throws Exception {
        assertThat(certs("ca")).isEqualTo(0);
        assertThat(certs("server", "broker.lan", "--ip", "192.168.1.2")).isEqualTo(0);
        assertThat(certs("client", "gateway")).isEqualTo(0);
        for (String name : new String[] {"broker.lan", "gateway"}) {
            assertThat(OpenSsl.run(
                                    "verify",
                                    "-x509_strict",
                                    "-CAfile",
                                    dir.resolve("ca.pem"),
                                    dir.resolve(name + ".pem"))
                            .output())
                    .endsWith("OK\n");
        }
    }

    @Test
    void filesThatAreThereAreNotReplacedUnlessForced() throws Exception {
        certs("ca");
        byte[] before = Files.readAllBytes(dir.resolve("ca.key"));
        assertThat(certs("ca")).isEqualTo(2);
        assertThat(run.errors()).contains("ca.pem is there already; --force replaces it");
        assertThat(Files.readAllBytes(dir.resolve("ca.key"))).isEqualTo(before);
        assertThat(certs("ca", "--force")).isEqualTo(0);
        assertThat(Files.readAllBytes(dir.resolve("ca.key"))).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil", "a/b", "", ".hidden", "..", "a..b", "a b", "x\u0000y", "x\n", "ca", "issuing", "crl"})
    void aNameThatWouldLeaveTheFolderOrTakeTheCasFilesIsRefused(String name) {
        certs("ca");
        assertThat(certs("client", name, "--force")).isEqualTo(2);
    }

    @Test
    void withoutACaTheMendIsSaid() {
        assertThat(certs("client", "gateway")).isEqualTo(2);
        assertThat(run.errors()).contains("make one with: sluice certs ca --dir");
    }

    @Test
    void aLinkThatLeadsNowhereIsAFileThatIsThere() throws Exception {
        certs("ca");
        Files.createSymbolicLink(dir.resolve("gateway.pem"), dir.resolve("nowhere"));
        assertThat(certs("client", "gateway")).isEqualTo(2);
        assertThat(Files.isSymbolicLink(dir.resolve("gateway.pem"))).isTrue();
    }

    @Test
    void aCaWithTheKeyOfAnotherIssuesNothing() throws Exception {
        certs("ca");
        byte[] key = Files.readAllBytes(dir.resolve("issuing.key"));
        certs("ca", "--force");
        Files.write(dir.resolve("issuing.key"), key);
        assertThat(certs("client", "gateway")).isEqualTo(2);
        assertThat(run.errors()).contains("issuing.key is not the key of", "bring the right files back");
        assertThat(dir.resolve("gateway.pem")).doesNotExist();
    }

    @Test
    void aRootWithTheKeyOfAnotherIssuesNothing() throws Exception {
        certs("ca", "--no-intermediate");
        byte[] key = Files.readAllBytes(dir.resolve("ca.key"));
        certs("ca", "--no-intermediate", "--force");
        Files.write(dir.resolve("ca.key"), key);
        assertThat(certs("client", "gateway")).isEqualTo(2);
        assertThat(run.errors()).contains("ca.key is not the key of", "bring the right files back");
        assertThat(dir.resolve("gateway.pem")).doesNotExist();
    }

    @Test
    void anIssuingCaOfAnotherRootIssuesNothing() throws Exception {
        certs("ca");
        byte[] root = Files.readAllBytes(dir.resolve("ca.pem"));
        certs("ca", "--force");
        Files.write(dir.resolve("ca.pem"), root);
        assertThat(certs("client", "gateway")).isEqualTo(2);
        assertThat(run.errors()).contains("issuing.pem is not of ", "bring the right files back");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", BEGIN + END, BEGIN + "!!!\n" + END, BEGIN + "AAAA\n" + END})
    void aDamagedCaIsNeverAnsweredWithTheAdviceToReplaceIt(String content) throws Exception {
        for (String damaged : new String[] {"ca.pem", "issuing.pem", "issuing.key"}) {
            certs("ca", "--force");
            Files.writeString(dir.resolve(damaged), content);
            assertThat(certs("client", "gateway")).isEqualTo(2);
        }
        Files.delete(dir.resolve("issuing.pem"));
        Files.delete(dir.resolve("issuing.key"));
        for (String damaged : new String[] {"ca.pem", "ca.key"}) {
            certs("ca", "--force", "--no-intermediate");
            Files.writeString(dir.resolve(damaged), content);
            assertThat(certs("client", "gateway")).isEqualTo(2);
        }
        assertThat(run.errors()).contains("cannot be used").doesNotContain("make one with", "\tat ");
    }

    @Test
    void aLostKeyIsNamed() throws Exception {
        certs("ca");
        Files.delete(dir.resolve("issuing.key"));
        assertThat(certs("client", "gateway")).isEqualTo(2);
        assertThat(run.errors()).contains("issuing.key is missing");
        Files.delete(dir.resolve("issuing.pem"));
        Files.delete(dir.resolve("ca.key"));
        assertThat(certs("client", "gateway")).isEqualTo(2);
        assertThat(run.errors()).contains("ca.key is missing");
    }

    @Test
    void noCertificateOutlivesTheCaThatVouchesForIt() {
        certs("ca", "--days", "30");
        assertThat(certs("client", "gateway")).isEqualTo(2);
        assertThat(run.errors()).contains("take fewer --days");
        assertThat(certs("client", "gateway", "--days", "29")).isEqualTo(0);
    }

    @Test
    void anExpiredCaIssuesNothing() throws Exception {
        Instant now = Instant.now();
        CertificateAuthority.create("old", new Validity(now.minusSeconds(60), now.minusSeconds(1)))
                .write(dir.resolve("ca.pem"), dir.resolve("ca.key"));
        assertThat(certs("client", "gateway", "--days", "1")).isEqualTo(2);
        assertThat(run.errors()).contains("ca.pem ended on ", "make a new CA");
    }

    @Test
    void whatCannotBeWrittenIsSaidWithoutAStackTrace() throws Exception {
        certs("ca");
        Files.createDirectories(dir.resolve("gateway.key").resolve("in-the-way"));
        assertThat(certs("client", "gateway", "--force")).isEqualTo(2);
        assertThat(run.errors()).startsWith("sluice: cannot change ").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"broker.lan", "not an address", "1.2.3.4/24", "999.1.1.1", "1", "01.2.3.4", "1.2.3", ":::", ""})
    void whatIsNoAddressIsRefusedAndNotLookedUp(String address) {
        certs("ca");
        assertThat(certs("server", "broker.lan", "--ip", address)).isEqualTo(2);
        assertThat(run.errors()).contains("is no IP address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ü.lan", "*", "a.*.lan", "under_score", "-a", "a..b", "10.0.0.1", "a\nb"})
    void whatIsNoHostNameIsRefused(String host) {
        certs("ca");
        assertThat(certs("server", "broker", "--dns", host)).isEqualTo(2);
        assertThat(run.errors()).contains("is no host name");
    }

    @Test
    void opensslFindsTheNamesThatWereAskedFor() {
        certs("ca");
        certs("server", "a", "--dns", "broker.lan", "--dns", "*.home", "--ip", "10.0.0.5", "--ip", "fd00::5");
        assertThat(names("a"))
                .contains("DNS:broker.lan, DNS:*.home, IP Address:10.0.0.5, IP Address:FD00:0:0:0:0:0:0:5");
    }

    @Test
    void aServerNamedByItsAddressIsDialledByIt() {
        certs("ca");
        certs("server", "10.0.0.5");
        assertThat(names("10.0.0.5")).contains("IP Address:10.0.0.5").doesNotContain("DNS:");
    }

    @Test
    void aNameThatNobodyCouldDialWantsOneThatTheyCan() {
        certs("ca");
        assertThat(certs("server", "my_broker")).isEqualTo(2);
        assertThat(run.errors()).contains("say with --dns or --ip what clients dial");
        assertThat(certs("server", "my_broker", "--dns", "broker.lan")).isEqualTo(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "36501", "abc", "99999999999"})
    void impossibleDaysAreRefused(String days) {
        assertThat(certs("ca", "--days", days)).isEqualTo(2);
        assertThat(dir.resolve("ca.pem")).doesNotExist();
    }

    @Test
    void aCaIsNamed() {
        assertThat(certs("ca", "--name", " ")).isEqualTo(2);
        assertThat(certs("ca", "--name", "x".repeat(65))).isEqualTo(2);
        assertThat(certs("ca", "--name", "Zuhause, Küche")).isEqualTo(0);
    }

    private String names(String name) {
        try {
            return OpenSsl.run("x509", "-in", dir.resolve(name + ".pem"), "-noout", "-ext", "subjectAltName")
                    .output();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private int certs(String command, Object... arguments) {
        return run.certs(command, arguments);
    }
}
