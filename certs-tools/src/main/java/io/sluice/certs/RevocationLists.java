/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Lists of what CAs have revoked (RFC 5280, section 5). */
final class RevocationLists {
    private RevocationLists() {}

    /**
     * What a CA has revoked.
     *
     * @param number higher than that of any list before (RFC 5280, section 5.2.3)
     */
    static X509CRL of(CertificateAuthority authority, CertificateIndex index, BigInteger number, Validity validity)
            throws GeneralSecurityException {
        try {
            X509v2CRLBuilder builder = new X509v2CRLBuilder(authority.name(), Date.from(validity.notBefore()));
            builder.setNextUpdate(Date.from(validity.notAfter()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils()
                            .createAuthorityKeyIdentifier(
                                    authority.certificate().getPublicKey()));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
            for (IndexEntry entry : index.entries()) {
                entry.revoked().ifPresent(revoked -> add(builder, entry.serial(), revoked));
            }
            return new JcaX509CRLConverter()
                    .getCRL(builder.build(new JcaContentSignerBuilder(
                                    KeyKind.signature(authority.key().getAlgorithm()))
                            .build(authority.key())));
        } catch (OperatorCreationException | IOException unusable) {
            throw new GeneralSecurityException("the CA's key cannot sign", unusable);
        }
    }

    private static void add(X509v2CRLBuilder builder, BigInteger serial, IndexEntry.Revoked revoked) {
        // That there is no reason to tell is not told (section 5.3.1).
        if (revoked.reason() == RevocationReason.UNSPECIFIED) {
            builder.addCRLEntry(serial, Date.from(revoked.at()), CRLReason.unspecified);
        } else {
            builder.addCRLEntry(
                    serial, Date.from(revoked.at()), revoked.reason().code());
        }
    }

    /** The lists of a file, none where there is no such file. */
    static List<X509CRL> read(Path file) throws IOException {
        if (Files.notExists(file)) {
            return List.of();
        }
        try (InputStream in = Files.newInputStream(file)) {
            List<X509CRL> lists = new ArrayList<>();
            for (CRL list : CertificateFactory.getInstance("X.509").generateCRLs(in)) {
                lists.add((X509CRL) list);
            }
            return lists;
        } catch (GeneralSecurityException damaged) {
            throw new IOException(file + " holds no CRL in PEM form", damaged);
        }
    }

    /** A list's number, 0 where it has none. */
    static BigInteger number(X509CRL list) {
        return Optional.ofNullable(list.getExtensionValue(Extension.cRLNumber.getId()))
                .map(value -> ASN1Integer.getInstance(
                                ASN1OctetString.getInstance(value).getOctets())
                        .getValue())
                .orElse(BigInteger.ZERO);
    }

    static byte[] encoded(List<X509CRL> lists) throws IOException, GeneralSecurityException {
        List<byte[]> encoded = new ArrayList<>();
        for (X509CRL list : lists) {
            encoded.add(list.getEncoded());
        }
        return Pem.text("X509 CRL", encoded);
    }
}
