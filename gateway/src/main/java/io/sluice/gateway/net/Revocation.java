/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    static TrustManagerFactory trust(Path ca, Path crl) throws GeneralSecurityException {
        Set<TrustAnchor> anchors = new HashSet<>();
        try (InputStream in = Files.newInputStream(ca)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                anchors.add(new TrustAnchor((X509Certificate) certificate, null));
            }
        } catch (IOException unreadable) {
            throw new GeneralSecurityException(ca + " cannot be read", unreadable);
        }
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists(crl))));
        parameters.setRevocationEnabled(true);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(new CertPathTrustManagerParameters(parameters));
        return trust;
    }
}
