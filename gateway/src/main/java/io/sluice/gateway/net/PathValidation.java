/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.sluice.certs.Issuer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust in CAs (RFC 5280, section 6), less what is weak, and less what they have revoked. With lists, there must be one that is
 * not out of date of each CA in a chain; without one nobody is trusted. Nothing is fetched.
 */
final class PathValidation {
    private PathValidation() {}

    /**
     * Trusts CAs.
     *
     * @param crl a file of what they have revoked
     * @throws GeneralSecurityException when the file does not hold what it should, or a CA has a key that others could have too
     */
    static X509ExtendedTrustManager of(List<X509Certificate> cas, Optional<Path> crl) throws GeneralSecurityException {
        for (X509Certificate trusted : cas) {
            Optional<String> weak = WeakCertificates.key(trusted);
            if (weak.isPresent()) {
                throw new GeneralSecurityException("the key of the CA "
                        + trusted.getSubjectX500Principal().getName() + " is weak (" + weak.get() + ")");
            }
        }
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors(cas), new X509CertSelector());
        parameters.addCertPathChecker(new WeakCertificates());
        parameters.setRevocationEnabled(crl.isPresent());
        // An issuing CA beside its root helps a peer that does not send it, and can be revoked by its root.
        List<Object> known = new ArrayList<>(cas);
        if (crl.isPresent()) {
            known.addAll(Revocation.lists(crl.get()));
        }
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("this Java validates no X.509 paths"));
    }

    /** Those that none of the others vouches for: of an anchor itself nobody asks whether it is revoked. */
    private static Set<TrustAnchor> anchors(List<X509Certificate> trusted) {
        return trusted.stream()
                .filter(certificate -> trusted.stream()
                        .noneMatch(other -> !other.equals(certificate) && Issuer.hasIssued(other, certificate)))
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toSet());
    }
}
