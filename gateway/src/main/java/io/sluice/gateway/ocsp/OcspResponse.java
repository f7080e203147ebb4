/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.ocsp;

import io.sluice.certs.Issuer;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/** Verifies what a responder says (RFC 6960, section 3.2), so that nothing is handed on that a device would refuse. */
final class OcspResponse {
    /** Clocks differ. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private OcspResponse() {}

    /**
     * Verifies a response.
     *
     * @param response DER
     * @throws OcspFailure when it is not a good certificate's, not current, or not signed by who may
     */
    static Staple verify(byte[] response, Subject subject, Instant now) throws OcspFailure {
        try {
            OCSPResp whole = new OCSPResp(response);
            if (whole.getStatus() != OCSPResp.SUCCESSFUL
                    || !(whole.getResponseObject() instanceof BasicOCSPResp basic)) {
                throw new OcspFailure("the responder answers with status " + whole.getStatus());
            }
            checkSignature(basic, subject, now);
            for (SingleResp single : basic.getResponses()) {
                if (subject.isMeant(single.getCertID())) {
                    return staple(response, single, now);
                }
            }
            throw new OcspFailure("the answer is about another certificate");
        } catch (IOException | OCSPException | RuntimeException broken) {
            throw new OcspFailure("the answer is no OCSP response");
        }
    }

    private static Staple staple(byte[] response, SingleResp single, Instant now) throws OcspFailure {
        Date next = single.getNextUpdate();
        if (next == null) {
            throw new OcspFailure("the answer does not say until when it is good");
        }
        Staple staple = new Staple(response, single.getThisUpdate().toInstant(), next.toInstant());
        if (staple.from().isAfter(now.plus(SKEW)) || !staple.until().isAfter(now)) {
            throw new OcspFailure("the answer is good from " + staple.from() + " until " + staple.until());
        }
        if (single.getCertStatus() instanceof RevokedStatus) {
            throw OcspFailure.revoked();
        }
        if (single.getCertStatus() != CertificateStatus.GOOD) {
            throw new OcspFailure("the responder does not know the certificate");
        }
        return staple;
    }

    /** By the issuer itself, or by one whom it has charged with that (section 4.2.2.2). */
    private static void checkSignature(BasicOCSPResp basic, Subject subject, Instant now) throws OcspFailure {
        if (isSignedBy(basic, subject.issuer().getPublicKey())) {
            return;
        }
        for (X509CertificateHolder holder : basic.getCerts()) {
            if (isCharged(holder, basic, subject, now)) {
                return;
            }
        }
        throw new OcspFailure("the answer is not signed by the certificate's issuer, nor by a responder of its");
    }

    private static boolean isCharged(X509CertificateHolder holder, BasicOCSPResp basic, Subject subject, Instant now) {
        try {
            X509Certificate responder = new JcaX509CertificateConverter().getCertificate(holder);
            responder.checkValidity(Date.from(now));
            return mayAnswer(responder)
                    && Issuer.hasIssued(subject.issuer(), responder)
                    && isSignedBy(basic, responder.getPublicKey());
        } catch (CertificateException unusable) {
            return false;
        }
    }

    private static boolean mayAnswer(X509Certificate responder) throws CertificateParsingException {
        List<String> uses = responder.getExtendedKeyUsage();
        return uses != null && uses.contains(KeyPurposeId.id_kp_OCSPSigning.getId());
    }

    private static boolean isSignedBy(BasicOCSPResp basic, PublicKey key) {
        try {
            return basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
        } catch (OCSPException | OperatorCreationException anotherKey) {
            return false;
        }
    }
}
