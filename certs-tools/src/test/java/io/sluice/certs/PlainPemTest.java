/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPemTest {
    private final Validity validity = Validity.days(30, InstantSource.system());
    private final CertificateAuthority ca = CertificateAuthority.create("CA", validity);
    private final Identity server = ca.issueServer("broker", List.of("localhost"), List.of(), validity);

    PlainPemTest() throws Exception {}

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + label + "-----\n";
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    @Test
    void certificatesAndAKeyAreReadInTheirOrderWhateverStandsBetweenThem() throws Exception {
        String file = "subject=broker\r\n" + pem(server.chain().get(0)).replace("\n", "\r\n") + "\nthe CA:\n"
                + pem(ca.certificate()) + pem("PRIVATE KEY", server.key().getEncoded());
        PlainPem read = PlainPem.read(file).orElseThrow();
        assertThat(read.certificates()).containsExactly(server.chain().get(0), ca.certificate());
        assertThat(read.key()).contains(server.key());
        assertThat(read.holdsKey()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void keysOfEachKindAreRead(String kind) throws Exception {
        PrivateKey key = KeyPairGenerator.getInstance(kind).generateKeyPair().getPrivate();
        assertThat(PlainPem.read(pem("PRIVATE KEY", key.getEncoded()))
                        .flatMap(PlainPem::key)
                        .orElseThrow()
                        .getEncoded())
                .isEqualTo(key.getEncoded());
    }

    @Test
    void aFileWithoutAnyHoldsNone() {
        PlainPem nothing = PlainPem.read("nothing to see here\n").orElseThrow();
        assertThat(nothing.certificates()).isEmpty();
        assertThat(nothing.holdsKey()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nno base64!\n-----END CERTIFICATE-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----END PRIVATE KEY-----\n"
            })
    void whatIsNotPlainOrNotRightIsLeftToOthers(String file) {
        assertThat(PlainPem.read(file)).isEmpty();
    }

    @Test
    void aKeyThatTheJdkDoesNotKnowIsThereAndNotRead() {
        PlainPem read = PlainPem.read(pem("PRIVATE KEY", new byte[] {0x30, 0})).orElseThrow();
        assertThat(read.holdsKey()).isTrue();
        assertThat(read.key()).isEmpty();
    }
}
