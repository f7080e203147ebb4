/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.certs.KeyFile;
import io.sluice.certs.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewCommandTest {
    @TempDir
    Path dir;

    private CertsRun run;

    @BeforeEach
    void makeCa() {
        run = new CertsRun(dir);
        run.good("ca");
    }

    @Test
    void whatEndsSoonIsRenewedAndNothingElse() throws Exception {
        run.good("server", "broker.lan", "--ip", "10.0.0.2", "--days", "20");
        run.good("client", "gateway", "--days", "200");
        X509Certificate broker = certificate("broker.lan");
        X509Certificate gateway = certificate("gateway");
        byte[] key = Files.readAllBytes(dir.resolve("broker.lan.key"));
        run.good("renew");
        X509Certificate after = certificate("broker.lan");
        assertThat(after.getSerialNumber()).isNotEqualTo(broker.getSerialNumber());
        assertThat(after.getSubjectX500Principal()).isEqualTo(broker.getSubjectX500Principal());
        assertThat(after.getSubjectAlternativeNames()).containsExactlyElementsOf(broker.getSubjectAlternativeNames());
        assertThat(Files.readAllBytes(dir.resolve("broker.lan.key"))).isNotEqualTo(key);
        assertThat(KeyFile.belongTogether(KeyFile.read(dir.resolve("broker.lan.key")), after))
                .isTrue();
        assertThat(run.verify("sslserver", "broker.lan", "-verify_ip", "10.0.0.2")
                        .output())
                .endsWith("OK\n");
        assertThat(certificate("gateway")).isEqualTo(gateway);
        assertThat(daysLeft(after)).isBetween(19L, 20L);
        assertThat(run.said()).contains("renewed " + dir.resolve("broker.lan.pem") + " with a new key");
    }

    @Test
    void theWindowIsChosen() throws Exception {
        run.good("client", "gateway", "--days", "200");
        run.good("renew");
        assertThat(run.said()).contains("nothing ends within 30 days");
        run.good("renew", "--within", "201", "--days", "300");
        assertThat(daysLeft(certificate("gateway"))).isBetween(299L, 300L);
        assertThat(run.certs("renew", "--within", "-1")).isEqualTo(2);
    }

    @Test
    void aKeyStaysWhereThatIsAsked() throws Exception {
        run.good("client", "gateway");
        byte[] key = Files.readAllBytes(dir.resolve("gateway.key"));
        X509Certificate before = certificate("gateway");
        run.good("renew", "gateway", "--keep-key");
        assertThat(Files.readAllBytes(dir.resolve("gateway.key"))).isEqualTo(key);
        assertThat(certificate("gateway").getPublicKey()).isEqualTo(before.getPublicKey());
        assertThat(certificate("gateway").getSerialNumber()).isNotEqualTo(before.getSerialNumber());
    }

    @Test
    void aDeviceThatKeepsItsKeyIsRenewedForThatKey() throws Exception {
        CertsRun.openssl(
                "req",
                "-new",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=lamp",
                "-keyout",
                dir.resolve("secret"),
                "-out",
                dir.resolve("lamp.csr"));
        run.good("sign", dir.resolve("lamp.csr"), "--days", "10");
        X509Certificate before = certificate("lamp");
        run.good("renew");
        assertThat(certificate("lamp").getPublicKey()).isEqualTo(before.getPublicKey());
        assertThat(certificate("lamp").getSerialNumber()).isNotEqualTo(before.getSerialNumber());
        assertThat(dir.resolve("lamp.key")).doesNotExist();
    }

    @Test
    void anEncryptedKeyIsFollowedByOneUnderTheSamePassphrase() throws Exception {
        Path words = Files.writeString(dir.resolve("words"), "open sesame");
        Files.setPosixFilePermissions(words, PosixFilePermissions.fromString("rw-------"));
        run.good("client", "gateway", "--passphrase-file", words);
        assertThat(run.certs("renew", "gateway")).isEqualTo(2);
        assertThat(run.errors()).contains("gateway.key is encrypted; say its passphrase with --passphrase-file");
        run.good("renew", "gateway", "--passphrase-file", words);
        CertsRun.openssl("pkey", "-in", dir.resolve("gateway.key"), "-passin", "file:" + words, "-noout");
    }

    @Test
    void whatIsRevokedOrWasNeverIssuedIsNotRenewed() throws Exception {
        run.good("client", "thief");
        run.good("revoke", "thief");
        X509Certificate before = certificate("thief");
        assertThat(run.certs("renew", "thief")).isEqualTo(2);
        run.good("renew", "--within", "1000");
        assertThat(certificate("thief")).isEqualTo(before);
        for (String name : new String[] {"nobody", "ca", "../ca", "crl"}) {
            assertThat(run.certs("renew", name)).isEqualTo(2);
        }
        assertThat(run.errors()).contains("\"nobody\" cannot be renewed", "\"thief\" cannot be renewed");
    }

    @Test
    void allOfThemOrNone() throws Exception {
        run.good("client", "gateway");
        X509Certificate before = certificate("gateway");
        assertThat(run.certs("renew", "gateway", "nobody")).isEqualTo(2);
        assertThat(certificate("gateway")).isEqualTo(before);
    }

    @Test
    void theIssuingCaIsRenewedForItsKeyInTime() throws Exception {
        run.good("ca", "--force", "--issuing-days", "300");
        X509Certificate before = certificate("issuing");
        run.good("client", "gateway", "--days", "290");
        X509Certificate issued = certificate("gateway");
        run.good("renew");
        X509Certificate after = certificate("issuing");
        assertThat(after.getPublicKey()).isEqualTo(before.getPublicKey());
        assertThat(after.getNotAfter()).isAfterOrEqualTo(before.getNotAfter());
        assertThat(Pem.readCertificates(dir.resolve("ca.pem"))).contains(after);
        assertThat(certificate("gateway")).isEqualTo(issued);
        assertThat(run.verify("sslclient", "gateway", "-untrusted", dir.resolve("issuing.pem"))
                        .output())
                .endsWith("OK\n");
        run.good("renew", "issuing", "--days", "1000");
        assertThat(daysLeft(certificate("issuing"))).isBetween(999L, 1000L);
        run.good("client", "other");
    }

    @Test
    void aRenewedCertificateNeverOutlivesTheCa() throws Exception {
        run.good("ca", "--force", "--days", "100");
        run.good("client", "gateway", "--days", "99");
        run.good("renew", "gateway", "--days", "1000");
        assertThat(certificate("gateway").getNotAfter())
                .isEqualTo(certificate("issuing").getNotAfter());
    }

    @Test
    void devicesOfATableAreRenewedWhereTheyLie() throws Exception {
        Path table = Files.writeString(dir.resolve("devices.csv"), "name,days\nlamp,10\nlock,300\n");
        run.good("client", "--csv", table);
        X509Certificate lamp = certificate("devices/lamp/lamp");
        X509Certificate lock = certificate("devices/lock/lock");
        run.good("renew");
        assertThat(certificate("devices/lamp/lamp")).isNotEqualTo(lamp);
        assertThat(certificate("devices/lock/lock")).isEqualTo(lock);
        assertThat(KeyFile.belongTogether(
                        KeyFile.read(dir.resolve("devices/lamp/lamp.key")), certificate("devices/lamp/lamp")))
                .isTrue();
    }

    @Test
    void whatAnOlderVersionIssuedIsRenewedToo() throws Exception {
        run.good("client", "gateway");
        X509Certificate before = certificate("gateway");
        Files.delete(dir.resolve("index.txt"));
        run.good("renew", "gateway");
        assertThat(certificate("gateway").getSerialNumber()).isNotEqualTo(before.getSerialNumber());
    }

    private X509Certificate certificate(String name) throws Exception {
        return Pem.readCertificate(dir.resolve(name + ".pem"));
    }

    private static long daysLeft(X509Certificate certificate) {
        return Duration.between(Instant.now(), certificate.getNotAfter().toInstant())
                .plusMinutes(1)
                .toDays();
    }
}
