/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate that is not signed yet. */
final class CertificateDraft {
    private static final int SERIAL_BITS = 127;

    private final X509v3CertificateBuilder builder;
    private final JcaX509ExtensionUtils extensions;

    CertificateDraft(X500Name issuer, X500Name subject, PublicKey key, Validity validity)
            throws GeneralSecurityException {
        builder = new JcaX509v3CertificateBuilder(
                issuer,
                serial(new SecureRandom()),
                Date.from(validity.notBefore()),
                Date.from(validity.notAfter()),
                subject,
                key);
        extensions = new JcaX509ExtensionUtils();
        add(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
    }

    /** Says by which key the certificate is signed (RFC 5280, section 4.2.1.1). */
    CertificateDraft signedBy(PublicKey issuer) throws GeneralSecurityException {
        return add(Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(issuer));
    }

    CertificateDraft add(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value)
            throws GeneralSecurityException {
        try {
            builder.addExtension(id, critical, value);
            return this;
        } catch (IOException unencodable) {
            throw new GeneralSecurityException("an extension cannot be encoded", unencodable);
        }
    }

    X509Certificate sign(PrivateKey issuer) throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(
                            new JcaContentSignerBuilder(KeyKind.signature(issuer.getAlgorithm())).build(issuer)));
        } catch (OperatorCreationException unusable) {
            throw new GeneralSecurityException("the CA's key cannot sign", unusable);
        }
    }

    private static BigInteger serial(SecureRandom random) {
        // Positive and not 0 (RFC 5280, section 4.1.2.2), and not to be guessed.
        return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
    }
}
