/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** What somebody may do with a certificate: its extended key usage (RFC 5280, section 4.2.1.12). */
public enum Purpose {
    SERVER("1.3.6.1.5.5.7.3.1"),
    CLIENT("1.3.6.1.5.5.7.3.2");

    private final String id;

    Purpose(String id) {
        this.id = id;
    }

    KeyPurposeId id() {
        return KeyPurposeId.getInstance(new ASN1ObjectIdentifier(id));
    }

    static Purpose of(X509Certificate certificate) throws CertificateParsingException {
        List<String> purposes = certificate.getExtendedKeyUsage();
        return purposes != null && purposes.contains(SERVER.id) ? SERVER : CLIENT;
    }
}
