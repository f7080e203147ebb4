/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

/** Who has issued a certificate: by name, and by the signature under it (RFC 5280, section 6.1.3). */
public final class Issuer {
    private Issuer() {}

    /** Whether a certificate names another as its issuer and is signed by its key. Costs a signature only where the name fits. */
    public static boolean hasIssued(X509Certificate authority, X509Certificate issued) {
        if (!issued.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
            return false;
        }
        try {
            issued.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException byAnother) {
            return false;
        }
    }
}
