/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.key;

import io.sluice.certs.PlainPem;
import io.sluice.gateway.key.UnusableKey.Part;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A PEM file with a certificate chain, and maybe the key, in it.
 *
 * @param chain as it stands there, at least one
 * @param holdsKey encrypted or not
 */
record CertificateFile(List<X509Certificate> chain, boolean holdsKey) {

    static CertificateFile parse(Path file, byte[] content) throws UnusableKey {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        Optional<PlainPem> plain =
                PlainPem.read(text).filter(pem -> !pem.certificates().isEmpty());
        return plain.isPresent()
                ? new CertificateFile(plain.get().certificates(), plain.get().holdsKey())
                : AnyCertificateFile.parse(file, text);
    }

    /** Whether all of a chain are in their time. */
    static void checkTime(Path file, List<X509Certificate> chain, Instant now) throws UnusableKey {
        for (X509Certificate certificate : chain) {
            Optional<Untimely> problem = Untimely.of(certificate, now);
            if (problem.isPresent()) {
                throw new UnusableKey(
                        Part.CERTIFICATE,
                        file + ": " + problem.get().what(),
                        problem.get().mend());
            }
        }
    }
}
