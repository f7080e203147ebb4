/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.certs.Identity;
import io.sluice.gateway.net.OpenSsl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever openssl keeps a key in, and what is not safe or cannot work. */
class KeyReaderTest {
    private static final String PASSWORD = "Grüße, 25 Öfen";
    private static final String EC = "ec -pkeyopt ec_paramgen_curve:P-256";

    @TempDir
    private Path folder;

    private OpenSsl openssl;

    @BeforeEach
    void makeAKey() throws Exception {
        openssl = new OpenSsl(folder);
        issue(EC);
        secret("password", PASSWORD + "\n");
        secret("wrong", "not that one");
    }

    private void issue(String algorithm) throws Exception {
        run("req -x509 -newkey " + algorithm + " -nodes -subj /CN=it -days 20 -keyout it.key -out it.pem");
    }

    private void run(String arguments) throws Exception {
        openssl.run(arguments.split(" "));
    }

    private void secret(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
        allow(name, "rw-------");
    }

    private void allow(String name, String permissions) throws Exception {
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString(permissions));
    }

    private void together(String name, String... parts) throws Exception {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(Files.readString(folder.resolve(part)));
        }
        secret(name, text.toString());
    }

    /** Empty names are left out. */
    private KeyFiles files(String certificate, String key, String password) {
        return new KeyFiles(folder.resolve(certificate), optional(key), optional(password));
    }

    private Optional<Path> optional(String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(name));
    }

    private void good(String certificate, String key, String password) throws Exception {
        Identity identity = new KeyReader(InstantSource.system()).read(files(certificate, key, password));
        assertThat(identity.chain().get(0).getSubjectX500Principal()).hasToString("CN=it");
        assertThat(identity.toString()).doesNotContain(PASSWORD);
    }

    private void refused(String certificate, String key, String password, String... words) {
        assertThatExceptionOfType(UnusableKey.class)
                .isThrownBy(() -> new KeyReader(InstantSource.system()).read(files(certificate, key, password)))
                .satisfies(unusable -> assertThat(unusable.part().setting() + ": "
                                + String.valueOf(unusable.getMessage()).replace(folder + "/", "") + "; "
                                + unusable.mend())
                        .contains(words)
                        .doesNotContain(PASSWORD, "not that one"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa:2048", EC, "ed25519"})
    void keysOfEveryKindAreReadEncryptedOrNotAndInPkcs12(String algorithm) throws Exception {
        issue(algorithm);
        good("it.pem", "it.key", "");
        run("pkcs8 -topk8 -v2 aes-256-cbc -in it.key -out it.enc -passout file:password");
        good("it.pem", "it.enc", "password");
        run("pkcs12 -export -in it.pem -inkey it.key -out it.p12 -passout file:password");
        good("it.p12", "", "password");
        good("it.p12", "it.p12", "password");
        together("both.pem", "it.pem", "it.key");
        good("both.pem", "", "");
        together("other-way.pem", "it.key", "it.pem");
        good("other-way.pem", "", "");
        together("sealed.pem", "it.enc", "it.pem");
        good("sealed.pem", "", "password");
    }

    @Test
    void theOlderEncryptedFormIsReadToo() throws Exception {
        run("ec -aes128 -in it.key -out it.old -passout file:password");
        assertThat(Files.readString(folder.resolve("it.old"))).contains("DEK-Info");
        allow("it.old", "rw-------");
        good("it.pem", "it.old", "password");
        refused("it.pem", "it.old", "wrong", "key-password-file: the password in wrong does not open it.old");
    }

    @Test
    void anEncryptedKeyWantsItsPassword() throws Exception {
        run("pkcs8 -topk8 -v2 aes-256-cbc -in it.key -out it.enc -passout file:password");
        refused("it.pem", "it.enc", "", "key: it.enc is encrypted; write key-password-file with its password");
        refused("it.pem", "it.enc", "wrong", "key-password-file: the password in wrong does not open it.enc; write");
        together("sealed.pem", "it.enc", "it.pem");
        refused("sealed.pem", "", "", "certificate: sealed.pem is encrypted; write key-password-file");
        refused("sealed.pem", "", "wrong", "key-password-file: the password in wrong does not open sealed.pem");
    }

    @Test
    void aPkcs12FileWantsItsPasswordAndNoOtherKey() throws Exception {
        run("pkcs12 -export -in it.pem -inkey it.key -out it.p12 -passout file:password");
        // By its content, not its name.
        Files.move(folder.resolve("it.p12"), folder.resolve("it.crt"));
        good("it.crt", "", "password");
        refused("it.crt", "", "", "certificate: it.crt is encrypted; write key-password-file");
        refused("it.crt", "", "wrong", "key-password-file: the password in wrong does not open it.crt; write");
        refused("it.crt", "it.key", "password", "key: it.crt is PKCS#12 and holds its key itself; leave key out");
        allow("it.crt", "rw-r--r--");
        refused("it.crt", "", "password", "certificate: it.crt can be read or changed by others; chmod 600");
    }

    @Test
    void aPkcs12FileWithoutAKeyOrCutOffIsSaid() throws Exception {
        run("pkcs12 -export -nokeys -in it.pem -out none.p12 -passout file:password");
        refused("none.p12", "", "password", "certificate: none.p12 holds 0 keys");
        run("pkcs12 -export -in it.pem -inkey it.key -out it.p12 -passout file:password");
        byte[] whole = Files.readAllBytes(folder.resolve("it.p12"));
        Files.write(folder.resolve("it.p12"), java.util.Arrays.copyOf(whole, whole.length / 2));
        refused("it.p12", "", "password", "certificate: it.p12 holds no certificate");
    }

    @Test
    void aChainKeepsItsOrder() throws Exception {
        Files.move(folder.resolve("it.pem"), folder.resolve("ca.pem"));
        Files.move(folder.resolve("it.key"), folder.resolve("ca.key"));
        run("req -newkey " + EC + " -nodes -keyout it.key -subj /CN=leaf -out it.csr");
        run("x509 -req -in it.csr -CA ca.pem -CAkey ca.key -days 10 -out it.pem");
        together("chain.pem", "it.pem", "ca.pem");
        run("pkcs12 -export -in chain.pem -inkey it.key -out chain.p12 -passout file:password");
        for (KeyFiles files : List.of(files("chain.pem", "it.key", ""), files("chain.p12", "", "password"))) {
            assertThat(new KeyReader(InstantSource.system()).read(files).chain())
                    .map(certificate -> certificate.getSubjectX500Principal().toString())
                    .containsExactly("CN=leaf", "CN=it");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw----r--"})
    void whatOthersCanReadOrChangeIsNoSecret(String permissions) throws Exception {
        run("pkcs8 -topk8 -v2 aes-256-cbc -in it.key -out it.enc -passout file:password");
        allow("password", permissions);
        refused("it.pem", "it.enc", "password", "key-password-file: password can be read or changed by others; name a");
        allow("password", "r--r-----");
        good("it.pem", "it.enc", "password");
        allow("it.enc", permissions);
        refused("it.pem", "it.enc", "password", "key: it.enc can be read or changed by others; chmod 600");
        together("both.pem", "it.pem", "it.key");
        allow("both.pem", permissions);
        refused("both.pem", "", "", "certificate: both.pem can be read or changed by others; chmod 600");
        // As systemd lays credentials out.
        allow("both.pem", "r--r-----");
        good("both.pem", "", "");
    }

    @Test
    void whatDoesNotBelongTogetherOrIsNotInItsTimeIsSaid() throws Exception {
        Files.move(folder.resolve("it.pem"), folder.resolve("other.pem"));
        issue(EC);
        refused("other.pem", "it.key", "", "key: it.key is not the key of other.pem");
        refused("it.pem", "", "", "certificate: it.pem holds no private key; name its key too");
        refused("it.key", "it.key", "", "certificate: it.key holds no certificate");
        refused("absent", "it.key", "", "certificate: absent is not there");
    }

    @Test
    void aCertificateThatHasEndedIsSaid() {
        InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofDays(21));
        assertThatExceptionOfType(UnusableKey.class)
                .isThrownBy(() -> new KeyReader(later).read(files("it.pem", "it.key", "")))
                .withMessageContaining("it.pem: the certificate of CN=it expired at ");
        InstantSource earlier = InstantSource.offset(InstantSource.system(), Duration.ofDays(-21));
        assertThatExceptionOfType(UnusableKey.class)
                .isThrownBy(() -> new KeyReader(earlier).read(files("it.pem", "it.key", "")))
                .withMessageContaining("is not valid before ");
    }
}
