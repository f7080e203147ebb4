/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;

/**
 * Whom a certificate is to be issued for: a server or a client, no CA.
 *
 * @param commonName of 1 to 64 characters (RFC 5280, ub-common-name)
 */
public record EndEntity(String commonName, AlternativeNames names, Purpose purpose) {
    static final int LONGEST_NAME = 64;

    public EndEntity {
        if (commonName.isEmpty() || commonName.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a common name has 1 to " + LONGEST_NAME + " characters");
        }
    }

    /** A client that is named by its common name alone. */
    public static EndEntity client(String commonName) {
        return new EndEntity(commonName, AlternativeNames.ofClient(commonName), Purpose.CLIENT);
    }

    /** Whom a certificate that is there was issued for. */
    static EndEntity of(X509Certificate certificate) throws CertificateParsingException {
        return new EndEntity(
                DistinguishedNames.commonName(certificate.getSubjectX500Principal()),
                AlternativeNames.of(certificate),
                Purpose.of(certificate));
    }
}
