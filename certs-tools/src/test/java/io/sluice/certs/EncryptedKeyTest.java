/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedKeyTest {
    private static final String WORDS = "correct horse, battery: stäple";

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void opensslReadsWhatWasEncryptedHere(String algorithm) throws Exception {
        PrivateKey key =
                KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
        Path file = dir.resolve("a.key");
        Pem.writeKey(file, key, WORDS.toCharArray());
        assertThat(Files.readString(file)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Path clear = dir.resolve("clear.key");
        assertThat(OpenSsl.run("pkcs8", "-in", file, "-passin", "pass:" + WORDS, "-out", clear)
                        .exitCode())
                .isZero();
        assertThat(KeyFile.read(clear)).isEqualTo(key);
        assertThat(KeyFile.read(file, Optional.of(WORDS.toCharArray()))).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs8 -topk8 -v2 aes-256-cbc",
                "pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA512",
                "pkcs8 -topk8 -scrypt",
                "ec -aes256"
            })
    void whatOpensslEncryptedIsRead(String how) throws Exception {
        Path clear = dir.resolve("clear.key");
        PrivateKey key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
        Pem.writeKey(clear, key);
        Path file = dir.resolve("a.key");
        assertThat(OpenSsl.run((Object[]) (how + " -in " + clear + " -passout pass:secret -out " + file).split(" "))
                        .exitCode())
                .isZero();
        assertThat(((ECPrivateKey) KeyFile.read(file, Optional.of("secret".toCharArray()))).getS())
                .isEqualTo(((ECPrivateKey) key).getS());
        assertThatThrownBy(() -> KeyFile.read(file, Optional.of("other".toCharArray())))
                .isInstanceOf(WrongPassphraseException.class)
                .hasMessage(file + " is encrypted with another passphrase");
        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(WrongPassphraseException.class)
                .hasMessage(file + " is encrypted");
    }

    @Test
    void aKeyIsFoundBehindItsCertificate() throws Exception {
        PrivateKey key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
        CertificateAuthority authority =
                CertificateAuthority.create("ca", Validity.days(1, java.time.InstantSource.system()));
        authority.write(dir.resolve("ca.pem"), dir.resolve("ca.key"));
        Pem.writeKey(dir.resolve("a.key"), key);
        Path both = dir.resolve("both.pem");
        Files.writeString(both, Files.readString(dir.resolve("ca.pem")) + Files.readString(dir.resolve("a.key")));
        assertThat(KeyFile.read(both)).isEqualTo(key);
    }

    @Test
    void aFileThatIsNoTextIsNoKey() throws Exception {
        Path file = dir.resolve("a.key");
        Files.write(file, new byte[] {0x30, (byte) 0x82, (byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " holds no private key in PEM form");
    }
}
