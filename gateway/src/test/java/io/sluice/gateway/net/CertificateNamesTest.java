/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.certs.Pem;
import io.sluice.policy.DeviceCertificate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code match.certificate} is held against, of certificates that openssl makes. */
class CertificateNamesTest {
    @TempDir
    private Path folder;

    private DeviceCertificate names(String subject, String... extensions) throws Exception {
        List<String> request = new ArrayList<>(List.of(
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key"));
        request.addAll(List.of("-subj", subject, "-out", "certificate"));
        for (String extension : extensions) {
            request.addAll(List.of("-addext", extension));
        }
        new OpenSsl(folder).run(request.toArray(String[]::new));
        return CertificateNames.of(Pem.readCertificate(folder.resolve("certificate")));
    }

    @Test
    void theCommonNameAndEveryAlternativeNameThatIsTextCount() throws Exception {
        DeviceCertificate certificate = names(
                "/O=home/CN=lamp",
                "subjectAltName=DNS:lamp.home.example,URI:urn:dev:lamp-7,email:lamp@home.example,IP:10.0.0.7,"
                        + "IP:fd00:0:0:0:0:0:0:7,RID:1.2.3.4,otherName:1.2.3;UTF8:root");
        assertThat(certificate.commonName()).isEqualTo("lamp");
        assertThat(certificate.names())
                .containsExactlyInAnyOrder(
                        "lamp", "lamp.home.example", "urn:dev:lamp-7", "lamp@home.example", "10.0.0.7", "fd00::7");
    }

    @Test
    void aCertificateWithoutNamesHasNone() throws Exception {
        assertThat(names("/O=home").names()).isEmpty();
        assertThat(names("/O=home").commonName()).isEmpty();
        assertThat(names("/O=home", "subjectAltName=DNS:lamp").names()).containsExactly("lamp");
    }
}
