/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.List;

/** Lists of what CAs have revoked (RFC 5280, section 5). */
public final class Revocation {
    /** The extension of those that say only what has changed (section 5.2.4). */
    private static final String DELTA = "2.5.29.27";

    private Revocation() {}

    /**
     * Reads the lists of a file.
     *
     * @throws GeneralSecurityException when it holds none, or one that the path validation would pass over without a word
     */
    public static List<X509CRL> lists(Path crl) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(crl)) {
            List<X509CRL> lists = CertificateFactory.getInstance("X.509").generateCRLs(in).stream()
                    .map(X509CRL.class::cast)
                    .toList();
            if (lists.isEmpty()) {
                throw new CRLException(crl + " holds no CRL");
            }
            if (lists.stream().anyMatch(list -> list.getExtensionValue(DELTA) != null)) {
                throw new GeneralSecurityException(
                        crl + " holds a delta CRL, which does not count here; put complete lists there alone");
            }
            return lists;
        } catch (CRLException | IOException | CertificateException unreadable) {
            throw new GeneralSecurityException(crl + " holds no CRL in PEM or DER form", unreadable);
        }
    }
}
