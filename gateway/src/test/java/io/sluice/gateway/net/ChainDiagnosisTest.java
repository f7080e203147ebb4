/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class ChainDiagnosisTest {
    private final AtomicInteger verified = new AtomicInteger();

    @Test
    void ofAChainMadeToCostMuchFewSignaturesAreVerified() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        List<KeyPair> keys = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            keys.add(generator.generateKeyPair());
        }
        // All CAs of one name, each issued by the one before it: the right one is the last to be tried.
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(certificate("CN=leaf", keys.get(0), keys.get(9)));
        for (int i = 1; i < 10; i++) {
            chain.add(certificate("CN=CA", keys.get(i), keys.get(i - 1)));
        }

        PeerRefused refused = new ChainDiagnosis(chain, List.of(), List.of(), "1.3.6.1.5.5.7.3.2", Optional.empty())
                .of(new CertificateException("refused"));

        assertThat(refused.fault()).isEqualTo(TlsFault.OTHER_CA);
        assertThat(verified.get()).isBetween(1, ChainDiagnosis.MOST_VERIFIED);
    }

    private X509Certificate certificate(String subject, KeyPair own, KeyPair issuer) throws Exception {
        Instant now = Instant.now();
        return new Counted(new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                new X500Name("CN=CA"),
                                BigInteger.ONE,
                                Date.from(now.minusSeconds(60)),
                                Date.from(now.plusSeconds(3600)),
                                new X500Name(subject),
                                own.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate()))));
    }

    /** Counts how often its signature is verified. */
    private final class Counted extends X509Certificate {
        private static final long serialVersionUID = 1L;

        private final transient X509Certificate certificate;

        Counted(X509Certificate certificate) {
            this.certificate = certificate;
        }

        @Override
        public void verify(PublicKey key)
                throws CertificateException, java.security.NoSuchAlgorithmException, java.security.InvalidKeyException,
                        java.security.NoSuchProviderException, java.security.SignatureException {
            verified.incrementAndGet();
            certificate.verify(key);
        }

        @Override
        public void verify(PublicKey key, String provider) {
            throw new AssertionError("a signature that nobody counts");
        }

        @Override
        public void checkValidity() throws CertificateExpiredException, CertificateNotYetValidException {
            certificate.checkValidity();
        }

        @Override
        public void checkValidity(Date date) throws CertificateExpiredException, CertificateNotYetValidException {
            certificate.checkValidity(date);
        }

        @Override
        public int getVersion() {
            return certificate.getVersion();
        }

        @Override
        public BigInteger getSerialNumber() {
            return certificate.getSerialNumber();
        }

        @Override
        @SuppressWarnings("deprecation")
        public Principal getIssuerDN() {
            return certificate.getIssuerDN();
        }

        @Override
        @SuppressWarnings("deprecation")
        public Principal getSubjectDN() {
            return certificate.getSubjectDN();
        }

        @Override
        public Date getNotBefore() {
            return certificate.getNotBefore();
        }

        @Override
        public Date getNotAfter() {
            return certificate.getNotAfter();
        }

        @Override
        public byte[] getTBSCertificate() throws CertificateEncodingException {
            return certificate.getTBSCertificate();
        }

        @Override
        public byte[] getSignature() {
            return certificate.getSignature();
        }

        @Override
        public String getSigAlgName() {
            return certificate.getSigAlgName();
        }

        @Override
        public String getSigAlgOID() {
            return certificate.getSigAlgOID();
        }

        @Override
        public byte[] getSigAlgParams() {
            return certificate.getSigAlgParams();
        }

        @Override
        public boolean[] getIssuerUniqueID() {
            return certificate.getIssuerUniqueID();
        }

        @Override
        public boolean[] getSubjectUniqueID() {
            return certificate.getSubjectUniqueID();
        }

        @Override
        public boolean[] getKeyUsage() {
            return certificate.getKeyUsage();
        }

        @Override
        public int getBasicConstraints() {
            return certificate.getBasicConstraints();
        }

        @Override
        public byte[] getEncoded() throws CertificateEncodingException {
            return certificate.getEncoded();
        }

        @Override
        public String toString() {
            return certificate.toString();
        }

        @Override
        public PublicKey getPublicKey() {
            return certificate.getPublicKey();
        }

        @Override
        public boolean hasUnsupportedCriticalExtension() {
            return certificate.hasUnsupportedCriticalExtension();
        }

        @Override
        public Set<String> getCriticalExtensionOIDs() {
            return certificate.getCriticalExtensionOIDs();
        }

        @Override
        public Set<String> getNonCriticalExtensionOIDs() {
            return certificate.getNonCriticalExtensionOIDs();
        }

        @Override
        public byte[] getExtensionValue(String oid) {
            return certificate.getExtensionValue(oid);
        }
    }
}
