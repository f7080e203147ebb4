/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sluice.certs.CertificateAuthority;
import io.sluice.certs.Validity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DSAParameter;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.ContentSigner;
import org.junit.jupiter.api.Test;

/** Chains of strangers, whose only purpose is to keep an event loop busy. */
class ChainBoundsTest {
    private static final Duration AT_MOST = Duration.ofSeconds(5);

    /** Fixed, so that a failure can be seen again. */
    private final Random random = new Random(4711);

    @Test
    void aGiantDsaKeyIsRefusedBeforeAnythingIsVerifiedWithIt() throws Exception {
        ASN1ObjectIdentifier signature = NISTObjectIdentifiers.dsa_with_sha256;
        byte[] value = new DERSequence(new ASN1Encodable[] {new ASN1Integer(number(254)), new ASN1Integer(number(254))})
                .getEncoded();
        X509Certificate issuer = certificate("CN=D", "CN=E", giantDsa(200_000), signature, value);
        X509Certificate leaf = certificate("CN=leaf", "CN=D", ordinary(), signature, value);

        assertRefused(TlsFault.WEAK_KEY, "certificate 2 of 2 has DSA", leaf, issuer);
    }

    @Test
    void rsaKeysThatCostMuchAreRefusedBeforeAnythingIsVerifiedWithThem() throws Exception {
        ASN1ObjectIdentifier signature = PKCSObjectIdentifiers.sha256WithRSAEncryption;
        X509Certificate leaf = certificate("CN=leaf", "CN=R", ordinary(), signature, new byte[384]);

        assertRefused(
                TlsFault.BAD_CHAIN,
                "certificate 2 of 2 has RSA of 16384 bits and an exponent of 17",
                leaf,
                certificate("CN=R", "CN=Q", rsa(16_384, 17), signature, new byte[384]));
        assertRefused(
                TlsFault.BAD_CHAIN,
                "certificate 2 of 2 has RSA of 3072 bits and an exponent of 3071",
                leaf,
                certificate("CN=R", "CN=Q", rsa(3072, 3071), signature, new byte[384]));
    }

    @Test
    void aLongChainIsRefused() throws Exception {
        X509Certificate one =
                certificate("CN=S", "CN=S", ordinary(), X9ObjectIdentifiers.ecdsa_with_SHA256, new byte[70]);

        assertRefused(
                TlsFault.BAD_CHAIN,
                "it has 11 certificates, more than 10",
                Collections.nCopies(11, one).toArray(X509Certificate[]::new));
    }

    private void assertRefused(TlsFault fault, String detail, X509Certificate... chain) throws Exception {
        CertificateAuthority ca = CertificateAuthority.create("CA", Validity.days(30, InstantSource.system()));
        PeerTrust trust = new PeerTrust(PathValidation.of(List.of(ca.certificate()), Optional.empty()), List::of);
        assertTimeoutPreemptively(
                AT_MOST, () -> assertThatThrownBy(() -> trust.checkClientTrusted(chain, "EC", (SSLEngine) null))
                        .satisfies(refusal -> {
                            PeerRefused refused =
                                    Causes.find(refusal, PeerRefused.class).orElseThrow();
                            assertThat(refused.fault()).isEqualTo(fault);
                            assertThat(refused.detail()).isEqualTo(detail);
                        }));
    }

    private BigInteger number(int bits) {
        return new BigInteger(bits, random).setBit(bits - 1).setBit(0);
    }

    private SubjectPublicKeyInfo giantDsa(int bits) throws IOException {
        DSAParameter parameters = new DSAParameter(number(bits), number(256), number(bits - 1));
        return new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_dsa, parameters), new ASN1Integer(number(bits - 1)));
    }

    private SubjectPublicKeyInfo rsa(int bits, int exponentBits) throws IOException {
        return new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                new DERSequence(
                        new ASN1Encodable[] {new ASN1Integer(number(bits)), new ASN1Integer(number(exponentBits))}));
    }

    private static SubjectPublicKeyInfo ordinary() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return SubjectPublicKeyInfo.getInstance(
                generator.generateKeyPair().getPublic().getEncoded());
    }

    /** Signed with whatever is given. */
    private X509Certificate certificate(
            String subject, String issuer, SubjectPublicKeyInfo key, ASN1ObjectIdentifier algorithm, byte[] signature)
            throws Exception {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                new X500Name(issuer),
                number(64),
                Date.from(now.minusSeconds(60)),
                Date.from(now.plusSeconds(3600)),
                new X500Name(subject),
                key);
        return new JcaX509CertificateConverter().getCertificate(builder.build(new ContentSigner() {
            private final ByteArrayOutputStream ignored = new ByteArrayOutputStream();

            @Override
            public AlgorithmIdentifier getAlgorithmIdentifier() {
                return new AlgorithmIdentifier(algorithm);
            }

            @Override
            public OutputStream getOutputStream() {
                return ignored;
            }

            @Override
            public byte[] getSignature() {
                return signature.clone();
            }
        }));
    }
}
