/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A private CA: a self-signed root that issues the certificates of brokers, gateways and devices (RFC 5280). */
public final class CertificateAuthority {
    private static final int SERIAL_BITS = 127;

    private final SecureRandom random = new SecureRandom();
    private final PrivateKey key;
    private final X509Certificate certificate;

    private CertificateAuthority(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** Makes a new root, ECDSA over P-256, that issues end entities only (path length 0). */
    public static CertificateAuthority create(String commonName, Validity validity) throws GeneralSecurityException {
        KeyPair keys = newKeys();
        X500Name name = name(commonName);
        SecureRandom random = new SecureRandom();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                serial(random),
                Date.from(validity.notBefore()),
                Date.from(validity.notAfter()),
                name,
                keys.getPublic());
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        add(builder, Extension.basicConstraints, true, new BasicConstraints(0));
        add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        add(builder, Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(keys.getPublic()));
        add(builder, Extension.authorityKeyIdentifier, false, authority(extensions, keys.getPublic()));
        return new CertificateAuthority(keys.getPrivate(), sign(builder, keys.getPrivate()));
    }

    /**
     * Takes up a CA that was written before.
     *
     * @throws IOException when the files are not the certificate and the key of one CA, with the reason
     */
    public static CertificateAuthority load(Path certificatePem, Path keyPem) throws IOException {
        X509Certificate certificate = Pem.readCertificate(certificatePem);
        if (certificate.getBasicConstraints() < 0) {
            throw new IOException(certificatePem + " is not the certificate of a CA");
        }
        PrivateKey key = Pem.readKey(keyPem);
        if (!Pem.belongTogether(key, certificate)) {
            // What another key signs, nobody who trusts the certificate accepts.
            throw new IOException(keyPem + " is not the key of " + certificatePem);
        }
        return new CertificateAuthority(key, certificate);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** Writes certificate and key as PEM; the key so that only its owner can read it. */
    public void write(Path certificatePem, Path keyPem) throws IOException {
        identity().write(certificatePem, keyPem);
    }

    /** The CA's own key and certificate. */
    Identity identity() {
        return new Identity(key, List.of(certificate));
    }

    /**
     * Issues the certificate of a server: a broker, or a gateway that devices reach over TLS.
     *
     * @param dnsNames names that clients dial
     * @param addresses addresses that clients dial
     */
    public Identity issueServer(
            String commonName, List<String> dnsNames, List<InetAddress> addresses, Validity validity)
            throws GeneralSecurityException {
        List<GeneralName> names = new ArrayList<>();
        dnsNames.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        addresses.forEach(
                address -> names.add(new GeneralName(GeneralName.iPAddress, new DEROctetString(address.getAddress()))));
        return issue(commonName, names, KeyPurposeId.id_kp_serverAuth, validity);
    }

    /** Issues the certificate of a client: a device, or the gateway towards its broker. */
    public Identity issueClient(String commonName, Validity validity) throws GeneralSecurityException {
        return issue(commonName, List.of(), KeyPurposeId.id_kp_clientAuth, validity);
    }

    private Identity issue(String commonName, List<GeneralName> names, KeyPurposeId purpose, Validity validity)
            throws GeneralSecurityException {
        KeyPair keys = newKeys();
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                certificate,
                serial(random),
                Date.from(validity.notBefore()),
                Date.from(validity.notAfter()),
                new X500Principal(encoded(name(commonName))),
                keys.getPublic());
        add(builder, Extension.basicConstraints, true, new BasicConstraints(false));
        add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        add(builder, Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        add(builder, Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(keys.getPublic()));
        add(builder, Extension.authorityKeyIdentifier, false, authority(extensions, certificate.getPublicKey()));
        if (!names.isEmpty()) {
            add(builder, Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
        }
        return new Identity(keys.getPrivate(), List.of(sign(builder, key)));
    }

    private static ASN1Encodable authority(JcaX509ExtensionUtils extensions, PublicKey key) {
        return extensions.createAuthorityKeyIdentifier(key);
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static BigInteger serial(SecureRandom random) {
        // Positive and not 0 (RFC 5280, section 4.1.2.2), and not to be guessed.
        return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    private static byte[] encoded(X500Name name) throws GeneralSecurityException {
        try {
            return name.getEncoded();
        } catch (IOException unencodable) {
            throw new GeneralSecurityException("a name cannot be encoded", unencodable);
        }
    }

    private static void add(
            X509v3CertificateBuilder builder, ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value)
            throws GeneralSecurityException {
        try {
            builder.addExtension(id, critical, value);
        } catch (IOException unencodable) {
            throw new GeneralSecurityException("an extension cannot be encoded", unencodable);
        }
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(
                            new JcaContentSignerBuilder(KeyAlgorithms.signature(key.getAlgorithm())).build(key)));
        } catch (OperatorCreationException unusable) {
            throw new GeneralSecurityException("the CA's key cannot sign", unusable);
        }
    }
}
