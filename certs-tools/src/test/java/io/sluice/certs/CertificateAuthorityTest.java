/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
    private static final Validity YEAR = Validity.days(365, InstantSource.system());

    @TempDir
    Path dir;

    private CertificateAuthority ca;

    @BeforeEach
    void makeTheCa() throws Exception {
        ca = CertificateAuthority.create("test CA", YEAR);
        ca.write(dir.resolve("ca.pem"), dir.resolve("ca.key"));
    }

    @Test
    void opensslAcceptsAServerCertificateByTheStrictestReading() throws Exception {
        ca.issueServer("broker.lan", List.of("broker.lan"), List.of(InetAddress.getByName("10.0.0.5")), YEAR)
                .write(dir.resolve("s.pem"), dir.resolve("s.key"));
        assertThat(verify("sslserver", "s.pem", "-verify_hostname", "broker.lan"))
                .isEqualTo(0);
        assertThat(verify("sslserver", "s.pem", "-verify_ip", "10.0.0.5")).isEqualTo(0);
        assertThat(verify("sslserver", "s.pem", "-verify_hostname", "other.lan"))
                .isNotEqualTo(0);
        assertThat(verify("sslclient", "s.pem")).isNotEqualTo(0);
    }

    @Test
    void opensslAcceptsAClientCertificateForClientsOnly() throws Exception {
        ca.issueClient("sensor-1", YEAR).write(dir.resolve("c.pem"), dir.resolve("c.key"));
        assertThat(verify("sslclient", "c.pem")).isEqualTo(0);
        assertThat(verify("sslserver", "c.pem")).isNotEqualTo(0);
    }

    @Test
    void aCaThatWasWrittenIssuesAgainAfterLoading() throws Exception {
        CertificateAuthority loaded = CertificateAuthority.load(dir.resolve("ca.pem"), dir.resolve("ca.key"));
        loaded.issueClient("sensor-2", YEAR).write(dir.resolve("c.pem"), dir.resolve("c.key"));
        assertThat(verify("sslclient", "c.pem")).isEqualTo(0);
    }

    @Test
    void certificatesOfAnotherCaAreNotAccepted() throws Exception {
        CertificateAuthority other = CertificateAuthority.create("test CA", YEAR);
        other.issueClient("sensor-1", YEAR).write(dir.resolve("c.pem"), dir.resolve("c.key"));
        assertThat(verify("sslclient", "c.pem")).isNotEqualTo(0);
    }

    @Test
    void theRootStatesWhatItIsAndCanVouchForNoFurtherCa() throws Exception {
        String text = OpenSsl.run("x509", "-in", dir.resolve("ca.pem"), "-noout", "-text")
                .output();
        assertThat(text)
                .contains(
                        "NIST CURVE: P-256",
                        "Basic Constraints: critical",
                        "CA:TRUE, pathlen:0",
                        "Key Usage: critical",
                        "Certificate Sign, CRL Sign",
                        "Subject Key Identifier",
                        "Authority Key Identifier");
    }

    @Test
    void serialNumbersArePositiveLongAndNeverTheSame() throws Exception {
        BigInteger first = ca.issueClient("a", YEAR).chain().get(0).getSerialNumber();
        BigInteger second = ca.issueClient("a", YEAR).chain().get(0).getSerialNumber();
        assertThat(first).isPositive().isNotEqualTo(second);
        // At most 20 octets (RFC 5280, section 4.1.2.2).
        assertThat(first.bitLength()).isBetween(64, 159);
    }

    @Test
    void anIssuedCertificateIsNoCa() throws Exception {
        ca.issueClient("sensor-1", YEAR).write(dir.resolve("c.pem"), dir.resolve("c.key"));
        assertThatIOException()
                .isThrownBy(() -> CertificateAuthority.load(dir.resolve("c.pem"), dir.resolve("c.key")))
                .withMessageEndingWith("is not the certificate of a CA");
    }

    @Test
    void aKeyCanBeReadBackAndIsTheOneThatOpensslSees() throws Exception {
        Identity sensor = ca.issueClient("sensor-1", YEAR);
        sensor.write(dir.resolve("c.pem"), dir.resolve("c.key"));
        assertThat(KeyFile.read(dir.resolve("c.key"))).isEqualTo(sensor.key());
        assertThat(Pem.readCertificate(dir.resolve("c.pem")))
                .isEqualTo(sensor.chain().get(0));
        assertThat(OpenSsl.run("pkey", "-in", dir.resolve("c.key"), "-pubout").output())
                .isEqualTo(OpenSsl.run("x509", "-in", dir.resolve("c.pem"), "-noout", "-pubkey")
                        .output());
    }

    @Test
    void keysOfOtherKindsThatOpensslMakesCanBeRead() throws Exception {
        for (String kind : List.of("RSA", "ED25519")) {
            Path file = dir.resolve(kind + ".key");
            OpenSsl.run("genpkey", "-algorithm", kind, "-out", file);
            assertThat(KeyFile.read(file).getFormat()).isEqualTo("PKCS#8");
        }
    }

    @Test
    void aKeyReplacesAFileThatOthersCouldReadAndTheyCannotReadTheKey() throws Exception {
        Path file = Files.createFile(
                dir.resolve("c.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        try (var before = Files.newInputStream(file)) {
            ca.issueClient("sensor-1", YEAR).write(dir.resolve("c.pem"), file);
            // Who had the old file open has the old file.
            assertThat(before.readAllBytes()).isEmpty();
        }
        assertThat(permissions("c.key")).isEqualTo("rw-------");
        assertThat(permissions("c.pem")).isEqualTo("rw-r--r--");
    }

    @Test
    void keysAreReadableByTheirOwnerAlone() throws Exception {
        assertThat(permissions("ca.key")).isEqualTo("rw-------");
        try (var left = Files.list(dir)) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("ca.pem", "ca.key");
        }
    }

    @Test
    void anExpiredCertificateCanBeMadeForTests() throws Exception {
        Instant now = Instant.now();
        Validity past = new Validity(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
        Identity expired = ca.issueClient("old", past);
        Assertions.assertThatExceptionOfType(CertificateExpiredException.class)
                .isThrownBy(() -> expired.chain().get(0).checkValidity());
    }

    @Test
    void aCertificateOfTomorrowCanBeMadeForTests() throws Exception {
        Instant now = Instant.now();
        ca.issueClient("early", new Validity(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2))))
                .write(dir.resolve("c.pem"), dir.resolve("c.key"));
        assertThat(OpenSsl.run("verify", "-CAfile", dir.resolve("ca.pem"), dir.resolve("c.pem"))
                        .output())
                .contains("certificate is not yet valid");
    }

    @Test
    void aCertificateIsGoodFromTwoMinutesBeforeItWasMade() {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        assertThat(Validity.days(1, () -> now))
                .isEqualTo(new Validity(Instant.parse("2026-03-01T11:58:00Z"), Instant.parse("2026-03-02T12:00:00Z")));
    }

    @Test
    void validityCannotEndBeforeItBegins() {
        Instant now = Instant.now();
        assertThatIllegalArgumentException().isThrownBy(() -> new Validity(now, now.minusSeconds(1)));
    }

    @Test
    void anIdentityDoesNotShowItsKey() throws Exception {
        assertThat(ca.issueClient("sensor-1", YEAR)).hasToString("Identity[CN=sensor-1]");
    }

    private String permissions(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(file)));
    }

    private int verify(String purpose, String file, Object... more) throws Exception {
        Object[] command = new Object[7 + more.length];
        Object[] fixed = {"verify", "-x509_strict", "-CAfile", dir.resolve("ca.pem"), "-purpose", purpose};
        System.arraycopy(fixed, 0, command, 0, fixed.length);
        System.arraycopy(more, 0, command, fixed.length, more.length);
        command[command.length - 1] = dir.resolve(file);
        return OpenSsl.run(command).exitCode();
    }
}
