/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * Trust in a CA less what it has revoked (RFC 5280, section 6.3). Of each CA in a chain there must be a list that is not out of
 * date; without one nobody is trusted. Nothing is fetched.
 */
public final class Revocation {
    private Revocation() {}

    /**
     * Reads the lists of a file.
     *
     * @throws GeneralSecurityException when it holds none
     */
    public static List<X509CRL> lists(Path crl) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(crl)) {
            List<X509CRL> lists = CertificateFactory.getInstance("X.509").generateCRLs(in).stream()
                    .map(X509CRL.class::cast)
                    .toList();
            if (lists.isEmpty()) {
                throw new CRLException(crl + " holds no CRL");
            }
            return lists;
        } catch (CRLException | IOException | CertificateException unreadable) {
            throw new GeneralSecurityException(crl + " holds no CRL in PEM or DER form", unreadable);
        }
    }

    static TrustManagerFactory trust(List<X509Certificate> cas, Path crl) throws GeneralSecurityException {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors(cas), new X509CertSelector());
        List<Object> known = new ArrayList<>(lists(crl));
        // An issuing CA beside its root helps a peer that does not send it, and can be revoked by its root.
        known.addAll(cas);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
        parameters.setRevocationEnabled(true);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(new CertPathTrustManagerParameters(parameters));
        return trust;
    }

    /** Those that none of the others vouches for: of an anchor itself nobody asks whether it is revoked. */
    private static Set<TrustAnchor> anchors(List<X509Certificate> trusted) {
        return trusted.stream()
                .filter(certificate -> trusted.stream()
                        .noneMatch(other -> !other.equals(certificate) && hasIssued(other, certificate)))
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toSet());
    }

    private static boolean hasIssued(X509Certificate issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException byAnother) {
            return false;
        }
    }
}
