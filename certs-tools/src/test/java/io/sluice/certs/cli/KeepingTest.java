/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeepingTest {
    @TempDir
    Path dir;

    private CertsRun run;
    private Path words;

    @BeforeEach
    void makeCa() throws Exception {
        run = new CertsRun(dir);
        run.good("ca");
        run.good("client", "lamp");
        words = Files.writeString(dir.resolve("words"), "open sesame\n");
        Files.setPosixFilePermissions(words, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void opensslReadsAP12() throws Exception {
        run.good("p12", "lamp", "--passphrase-file", words);
        Path p12 = dir.resolve("lamp.p12");
        assertThat(permissions(p12)).isEqualTo("rw-------");
        String content = CertsRun.openssl("pkcs12", "-in", p12, "-passin", "file:" + words, "-nodes");
        assertThat(content.split("BEGIN CERTIFICATE", -1)).hasSize(4);
        assertThat(content).contains("BEGIN PRIVATE KEY", "subject=CN = lamp");
        assertThat(new CommandLine(new CertsCommand())
                        .execute("show", p12.toString(), "--passphrase-file", words.toString()))
                .isZero();
        assertThat(run.certs("p12", "lamp", "--passphrase-file", words)).isEqualTo(2);
        assertThat(run.errors()).contains("lamp.p12 is there already; --force replaces it");
        run.good("p12", "lamp", "--passphrase-file", words, "--force");
    }

    @Test
    void aP12IsMadeOfAnEncryptedKeyToo() {
        run.good("client", "lock", "--passphrase-file", words);
        assertThat(run.certs("p12", "lock", "--passphrase-file", words)).isEqualTo(2);
        assertThat(run.errors()).contains("lock.key is encrypted");
        run.good("p12", "lock", "--passphrase-file", words, "--key-passphrase-file", words);
    }

    @Test
    void aBundleHoldsAllThatADeviceNeedsAndNothingOfTheCas() throws Exception {
        run.good("bundle", "lamp");
        Path zip = dir.resolve("lamp.zip");
        assertThat(permissions(zip)).isEqualTo("rw-------");
        Map<String, String> content = content(zip);
        assertThat(content).containsOnlyKeys("lamp/README.txt", "lamp/ca.pem", "lamp/lamp.pem", "lamp/lamp.key");
        assertThat(content.get("lamp/lamp.key")).isEqualTo(Files.readString(dir.resolve("lamp.key")));
        assertThat(content.get("lamp/ca.pem"))
                .isEqualTo(Files.readString(dir.resolve("ca.pem")))
                .doesNotContain("PRIVATE");
        assertThat(content.get("lamp/README.txt")).contains("--cert lamp.pem --key lamp.key");
    }

    @Test
    void devicesOfATableAreBundledWhereTheyLie() throws Exception {
        run.good("client", "--csv", Files.writeString(dir.resolve("t.csv"), "name\nlock\n"));
        run.good("bundle", "lock");
        assertThat(content(dir.resolve("devices/lock/lock.zip"))).containsKey("lock/lock.key");
    }

    @Test
    void nobodyIsBundledWhoIsNotThere() {
        for (String name : new String[] {"nobody", "ca", "issuing", "../lamp", "crl"}) {
            assertThat(run.certs("bundle", name)).isEqualTo(2);
            assertThat(run.certs("p12", name, "--passphrase-file", words)).isEqualTo(2);
            assertThat(run.certs("mosquitto", name + "_")).isEqualTo(2);
        }
        assertThat(run.errors())
                .contains("there is no certificate of \"nobody\"")
                .doesNotContain("\tat ");
    }

    @Test
    void aListenerIsWrittenWithTheFilesThatItNames() throws Exception {
        run.good("mosquitto", "broker.lan", "--port", "18883", "--bind", "127.0.0.1");
        Path folder = dir.resolve("mosquitto");
        assertThat(Files.readString(folder.resolve("sluice.conf")))
                .contains("listener 18883 127.0.0.1\n", "require_certificate true\n", "use_identity_as_username true\n")
                .contains("cafile " + folder + "/ca.pem\n", "keyfile " + folder + "/broker.key\n");
        assertThat(permissions(folder.resolve("broker.key"))).isEqualTo("rw-------");
        assertThat(folder.resolve("crl.pem")).hasSameTextualContentAs(dir.resolve("crl.pem"));
        assertThat(run.said()).contains("include_dir " + folder, "chown -R mosquitto: " + folder);
        assertThat(run.certs("mosquitto", "broker.lan")).isEqualTo(2);
        run.good("mosquitto", "broker.lan", "--force");
        assertThat(run.certs("mosquitto", "broker.lan", "--force", "--port", "0"))
                .isEqualTo(2);
        assertThat(run.certs("mosquitto", "broker.lan", "--force", "--bind", "x\ny"))
                .isEqualTo(2);
    }

    @Test
    void whatAMosquittoReadsFollowsRenewalsAndRevocationsAndStaysItsOwn() throws Exception {
        run.good("mosquitto", "broker.lan");
        Path folder = dir.resolve("mosquitto");
        Path key = folder.resolve("broker.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        UserPrincipal broker = own(key);
        run.good("renew", "broker.lan");
        assertThat(folder.resolve("broker.pem")).hasSameTextualContentAs(dir.resolve("broker.lan.pem"));
        assertThat(key).hasSameTextualContentAs(dir.resolve("broker.lan.key"));
        assertThat(permissions(key)).isEqualTo("rw-r-----");
        assertThat(permissions(dir.resolve("broker.lan.key"))).isEqualTo("rw-------");
        assertThat(Files.getOwner(key)).isEqualTo(broker);
        run.good("revoke", "lamp");
        assertThat(folder.resolve("crl.pem")).hasSameTextualContentAs(dir.resolve("crl.pem"));
        run.good("renew", "issuing");
        assertThat(folder.resolve("ca.pem")).hasSameTextualContentAs(dir.resolve("ca.pem"));
    }

    /** Gives a file to somebody else where that can be done, as an administrator would. */
    private static UserPrincipal own(Path file) throws IOException {
        boolean isRoot = Files.getOwner(file).getName().equals("root");
        if (isRoot) {
            Files.setOwner(
                    file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
        return Files.getOwner(file);
    }

    private static Map<String, String> content(Path zip) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            return file.stream().collect(Collectors.toMap(entry -> entry.getName(), entry -> {
                try {
                    return new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            }));
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
