/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.sluice.certs.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;

/**
 * Whose certificates count.
 *
 * @param expiry of the CA that lasts longest
 */
record Trust(X509TrustManager manager, Instant expiry) {
    /**
     * Reads CAs and what they have revoked.
     *
     * @param acquainted certificates that are known without being trusted, such as those in our own chain
     * @throws GeneralSecurityException when a file does not hold what it should, with the reason
     */
    static Trust read(Path ca, Optional<Path> crl, Supplier<List<X509Certificate>> acquainted)
            throws GeneralSecurityException {
        List<X509Certificate> cas = certificates(ca);
        return new Trust(new PeerTrust(PathValidation.of(cas, crl), acquainted), lasting(cas));
    }

    /** When the CA that lasts longest ends. */
    static Instant lasting(List<X509Certificate> anchors) {
        return anchors.stream()
                .map(anchor -> anchor.getNotAfter().toInstant())
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    private static List<X509Certificate> certificates(Path ca) throws GeneralSecurityException {
        try {
            return Pem.readCertificates(ca);
        } catch (IOException unreadable) {
            throw new GeneralSecurityException(String.valueOf(unreadable.getMessage()), unreadable);
        }
    }
}
