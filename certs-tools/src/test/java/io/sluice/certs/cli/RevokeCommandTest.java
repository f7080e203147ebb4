/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.certs.OpenSsl;
import io.sluice.certs.Pem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RevokeCommandTest {
    @TempDir
    Path dir;

    private CertsRun run;

    @BeforeEach
    void makeCa() {
        run = new CertsRun(dir);
        run.good("ca");
        run.good("client", "gateway");
        run.good("client", "thief");
    }

    @Test
    void opensslRefusesWhatIsRevokedAndNothingElse() throws Exception {
        assertThat(checked("thief").output()).endsWith("OK\n");
        run.good("revoke", "thief", "--reason", "keyCompromise");
        assertThat(checked("thief").output()).contains("certificate revoked");
        assertThat(checked("gateway").output()).endsWith("OK\n");
        assertThat(lists()).contains("Key Compromise", serial("thief"));
        assertThat(run.said()).contains("revoked thief.pem, serial ", "wrote " + dir.resolve("crl.pem"));
    }

    @Test
    void theListNamesTheIssuerByItsKeyAndCounts() throws Exception {
        BigInteger first = number();
        run.good("crl");
        BigInteger second = number();
        run.good("revoke", "thief");
        assertThat(second).isGreaterThan(first);
        assertThat(number()).isGreaterThan(second);
        assertThat(lists()).contains("X509v3 Authority Key Identifier");
    }

    @Test
    void allCertificatesOfANameAreRevoked() throws Exception {
        String first = serial("thief");
        run.good("renew", "thief");
        String second = serial("thief");
        run.good("revoke", "thief");
        assertThat(lists()).contains(first, second);
    }

    @Test
    void oneOfSeveralIsRevokedByItsSerialOrItsFile() throws Exception {
        String first = serial("thief");
        run.good("renew", "thief");
        String second = serial("thief");
        run.good("revoke", first);
        assertThat(lists()).contains(first).doesNotContain(second);
        run.good("revoke", dir.resolve("thief.pem"));
        assertThat(lists()).contains(first, second);
    }

    @Test
    void opensslServesTheIndexAsItIs() throws Exception {
        run.good("revoke", "thief", "--reason", "keyCompromise");
        for (String name : new String[] {"gateway", "thief"}) {
            Path answer = dir.resolve(name + ".ocsp");
            CertsRun.openssl(
                    "ocsp",
                    "-issuer",
                    dir.resolve("issuing.pem"),
                    "-cert",
                    dir.resolve(name + ".pem"),
                    "-reqout",
                    dir.resolve("request"));
            CertsRun.openssl(
                    "ocsp",
                    "-index",
                    dir.resolve("index.txt"),
                    "-CA",
                    dir.resolve("issuing.pem"),
                    "-rsigner",
                    dir.resolve("issuing.pem"),
                    "-rkey",
                    dir.resolve("issuing.key"),
                    "-reqin",
                    dir.resolve("request"),
                    "-respout",
                    answer);
            assertThat(CertsRun.openssl("ocsp", "-respin", answer, "-noverify", "-text"))
                    .contains(name.equals("thief") ? "Cert Status: revoked" : "Cert Status: good");
        }
    }

    @Test
    void whatIsRevokedStaysSo() throws Exception {
        run.good("revoke", "thief");
        assertThat(run.certs("revoke", "thief")).isEqualTo(2);
        assertThat(run.errors()).contains("\"thief\" was revoked at ");
        run.good("client", "thief", "--force");
        assertThat(checked("thief").output()).endsWith("OK\n");
        run.good("revoke", "thief");
        assertThat(checked("thief").output()).contains("certificate revoked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "", "ca", "../ca.pem", "00000000", "x\n"})
    void whatWasNotIssuedIsNotRevoked(String what) {
        assertThat(run.certs("revoke", what)).isEqualTo(2);
        assertThat(run.errors())
                .contains("nothing that is good still was issued for")
                .doesNotContain("\tat ");
    }

    @Test
    void anUnknownReasonIsRefused() {
        assertThat(run.certs("revoke", "thief", "--reason", "bored")).isEqualTo(2);
        assertThat(run.errors()).contains("--reason must be one of unspecified, keyCompromise");
    }

    @Test
    void theIssuingCaItselfCanBeRevoked() throws Exception {
        run.good("revoke", "issuing");
        assertThat(checked("gateway").output()).contains("certificate revoked");
    }

    @Test
    void whatAnOlderVersionIssuedIsRevokedToo() throws Exception {
        Files.delete(dir.resolve("index.txt"));
        run.good("revoke", "thief");
        assertThat(checked("thief").output()).contains("certificate revoked");
    }

    @Test
    void aListIsShownAndWhenItEnds() {
        run.good("revoke", "thief");
        assertThat(show()).isZero();
        run.good("crl", "--days", "10");
        assertThat(show()).isEqualTo(1);
    }

    private int show() {
        StringWriter said = new StringWriter();
        CommandLine line = new CommandLine(new CertsCommand()).setOut(new PrintWriter(said));
        int code = line.execute("show", dir.resolve("crl.pem").toString());
        assertThat(said.toString())
                .contains("list of:  CN=Sluice CA issuing", "revoked:  1", "list of:  CN=Sluice CA\n");
        return code;
    }

    @Test
    void whatWasIssuedIsListed() {
        run.good("revoke", "thief");
        run.good("list");
        assertThat(run.said()).containsPattern("good  .*gateway.pem").containsPattern("revoked  .*thief.pem");
    }

    @Test
    void aDamagedIndexIsSaidWithItsLineAndNothingIsDone() throws Exception {
        Path index = dir.resolve("index.txt");
        Files.writeString(index, Files.readString(index) + "V\tnonsense\n");
        byte[] before = Files.readAllBytes(dir.resolve("crl.pem"));
        assertThat(run.certs("revoke", "thief")).isEqualTo(2);
        assertThat(run.certs("client", "new")).isEqualTo(2);
        assertThat(run.certs("list")).isEqualTo(2);
        assertThat(run.errors()).contains("index.txt:3 has 2 columns instead of 6; bring back a copy");
        assertThat(Files.readAllBytes(dir.resolve("crl.pem"))).isEqualTo(before);
        assertThat(dir.resolve("new.pem")).doesNotExist();
    }

    private OpenSsl.Outcome checked(String name) throws Exception {
        return run.verify("sslclient", name, "-crl_check_all", "-CRLfile", dir.resolve("crl.pem"));
    }

    private String lists() throws Exception {
        return CertsRun.openssl("crl", "-in", dir.resolve("crl.pem"), "-noout", "-text");
    }

    private BigInteger number() throws Exception {
        Matcher number =
                Pattern.compile("X509v3 CRL Number: *\n *(0x)?([0-9A-Fa-f]+)").matcher(lists());
        assertThat(number.find()).isTrue();
        return new BigInteger(number.group(2), number.group(1) == null ? 10 : 16);
    }

    private String serial(String name) throws Exception {
        return Pem.readCertificate(dir.resolve(name + ".pem"))
                .getSerialNumber()
                .toString(16)
                .toUpperCase(java.util.Locale.ROOT);
    }
}
