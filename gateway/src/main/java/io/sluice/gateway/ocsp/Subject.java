/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.ocsp;

import io.sluice.certs.Issuer;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * A certificate that a responder is asked about.
 *
 * @param responder where its CA answers; the certificate itself says so, nobody else
 */
record Subject(X509Certificate certificate, X509Certificate issuer, URI responder) {
    /**
     * The owner's certificate of a chain, empty if it names no responder.
     *
     * @param others that may be its issuer, where the chain does not hold it
     * @throws OcspFailure when it names one and cannot be asked about
     */
    static Optional<Subject> of(List<X509Certificate> chain, Collection<X509Certificate> others) throws OcspFailure {
        X509Certificate certificate = chain.get(0);
        Optional<String> location = location(certificate);
        if (location.isEmpty()) {
            return Optional.empty();
        }
        X509Certificate issuer = chain.stream()
                .skip(1)
                .filter(candidate -> Issuer.hasIssued(candidate, certificate))
                .findFirst()
                .or(() -> others.stream()
                        .filter(candidate -> Issuer.hasIssued(candidate, certificate))
                        .findFirst())
                .orElseThrow(() -> new OcspFailure("the certificate of its issuer is not in the chain"));
        return Optional.of(new Subject(certificate, issuer, uri(location.get())));
    }

    private static URI uri(String location) throws OcspFailure {
        try {
            URI uri = URI.create(location);
            if (("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException noUri) {
            // Said below.
        }
        throw new OcspFailure("its responder is at no HTTP address");
    }

    /** The first OCSP responder of the authority information access (RFC 5280, section 4.2.2.1). */
    private static Optional<String> location(X509Certificate certificate) {
        try {
            AuthorityInformationAccess access = AuthorityInformationAccess.fromExtensions(
                    new JcaX509CertificateHolder(certificate).getExtensions());
            if (access != null) {
                for (AccessDescription description : access.getAccessDescriptions()) {
                    GeneralName name = description.getAccessLocation();
                    if (description.getAccessMethod().equals(AccessDescription.id_ad_ocsp)
                            && name.getTagNo() == GeneralName.uniformResourceIdentifier) {
                        return Optional.of(name.getName().toString());
                    }
                }
            }
            return Optional.empty();
        } catch (CertificateEncodingException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** What the responder is asked, DER. */
    byte[] request() throws OcspFailure {
        try {
            CertificateID id = new CertificateID(
                    new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                    new JcaX509CertificateHolder(issuer),
                    certificate.getSerialNumber());
            return new OCSPReqBuilder().addRequest(id).build().getEncoded();
        } catch (OCSPException | OperatorCreationException | GeneralSecurityException | IOException impossible) {
            throw new OcspFailure("it cannot be asked about: " + impossible.getMessage());
        }
    }

    /** Whether an answer is about this certificate. */
    boolean isMeant(CertificateID id) {
        try {
            X509CertificateHolder holder = new JcaX509CertificateHolder(issuer);
            return id.getSerialNumber().equals(certificate.getSerialNumber())
                    && id.matchesIssuer(holder, new JcaDigestCalculatorProviderBuilder().build());
        } catch (OCSPException | OperatorCreationException | CertificateEncodingException notKnown) {
            return false;
        }
    }
}
