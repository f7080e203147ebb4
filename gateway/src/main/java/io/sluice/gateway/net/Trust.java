/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.sluice.certs.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
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
     * @throws GeneralSecurityException when a file does not hold what it should, with the reason
     */
    static Trust read(Path ca, Optional<Path> crl) throws GeneralSecurityException {
        List<X509Certificate> anchors = anchors(ca);
        TrustManagerFactory factory = crl.isPresent() ? Revocation.trust(anchors, crl.get()) : plain(anchors);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return new Trust(x509, lasting(anchors));
            }
        }
        throw new GeneralSecurityException("this Java verifies no certificates");
    }

    /** When the CA that lasts longest ends. */
    static Instant lasting(List<X509Certificate> anchors) {
        return anchors.stream()
                .map(anchor -> anchor.getNotAfter().toInstant())
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    private static List<X509Certificate> anchors(Path ca) throws GeneralSecurityException {
        try {
            return Pem.readCertificates(ca);
        } catch (IOException unreadable) {
            throw new GeneralSecurityException(String.valueOf(unreadable.getMessage()), unreadable);
        }
    }

    private static TrustManagerFactory plain(List<X509Certificate> anchors) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null);
            for (int i = 0; i < anchors.size(); i++) {
                store.setCertificateEntry("ca-" + i, anchors.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory;
        } catch (IOException impossible) {
            throw new GeneralSecurityException(impossible);
        }
    }
}
