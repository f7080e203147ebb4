/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;

/**
 * A private CA: a root, or an issuing CA beneath it, that vouches for brokers, gateways and devices (RFC 5280). Nothing here
 * writes down what was issued; {@link CaFolder} does.
 */
public final class CertificateAuthority {
    private final PrivateKey key;
    private final List<X509Certificate> chain;

    private CertificateAuthority(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = List.copyOf(chain);
    }

    /** Makes a new root, ECDSA over P-256, that issues end entities only (path length 0) and for any name. */
    public static CertificateAuthority create(String commonName, Validity validity) throws GeneralSecurityException {
        return root(new AuthorityProfile(commonName, KeyKind.ECDSA, NameLimits.NONE, validity), 0);
    }

    /**
     * Makes a new root.
     *
     * @param pathLength how many CAs may stand between it and an end entity (RFC 5280, section 4.2.1.9)
     */
    public static CertificateAuthority root(AuthorityProfile profile, int pathLength) throws GeneralSecurityException {
        KeyPair keys = profile.key().generate();
        X500Name name = DistinguishedNames.of(profile.commonName());
        CertificateDraft draft = new CertificateDraft(name, name, keys.getPublic(), profile.validity());
        return new CertificateAuthority(
                keys.getPrivate(),
                List.of(authority(draft, pathLength, profile.limits().extension())
                        .signedBy(keys.getPublic())
                        .sign(keys.getPrivate())));
    }

    /** Makes a CA that this one vouches for, which issues end entities only. */
    public CertificateAuthority subordinate(AuthorityProfile profile) throws GeneralSecurityException {
        KeyPair keys = profile.key().generate();
        X509Certificate certificate = subordinate(
                profile.commonName(), keys.getPublic(), profile.limits().extension(), profile.validity());
        return new CertificateAuthority(
                keys.getPrivate(),
                Stream.concat(Stream.of(certificate), chain.stream()).toList());
    }

    /** Vouches for a subordinate anew: the same name, key and limits, for another while. */
    X509Certificate renew(X509Certificate subordinate, Validity validity) throws GeneralSecurityException {
        return subordinate(
                DistinguishedNames.commonName(subordinate.getSubjectX500Principal()),
                subordinate.getPublicKey(),
                NameLimits.extension(subordinate),
                validity);
    }

    private X509Certificate subordinate(
            String commonName, PublicKey subject, Optional<NameConstraints> limits, Validity validity)
            throws GeneralSecurityException {
        CertificateDraft draft = new CertificateDraft(name(), DistinguishedNames.of(commonName), subject, validity);
        return authority(draft, 0, limits)
                .signedBy(certificate().getPublicKey())
                .sign(key);
    }

    private static CertificateDraft authority(CertificateDraft draft, int pathLength, Optional<NameConstraints> limits)
            throws GeneralSecurityException {
        draft.add(Extension.basicConstraints, true, new BasicConstraints(pathLength))
                .add(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        if (limits.isPresent()) {
            draft.add(Extension.nameConstraints, true, limits.get());
        }
        return draft;
    }

    /**
     * Takes up a CA that was written before.
     *
     * @throws IOException when the files are not the certificate and the key of one CA, with the reason
     */
    public static CertificateAuthority load(Path certificatePem, Path keyPem) throws IOException {
        return load(List.of(Pem.readCertificate(certificatePem)), certificatePem, keyPem, Optional.empty());
    }

    /**
     * Takes up a CA that was written before.
     *
     * @param chain the CA's certificate first, and then who vouches for it
     */
    static CertificateAuthority load(
            List<X509Certificate> chain, Path certificatePem, Path keyPem, Optional<char[]> passphrase)
            throws IOException {
        X509Certificate certificate = chain.get(0);
        if (certificate.getBasicConstraints() < 0) {
            throw new IOException(certificatePem + " is not the certificate of a CA");
        }
        PrivateKey key = KeyFile.read(keyPem, passphrase);
        if (!KeyFile.belongTogether(key, certificate)) {
            // What another key signs, nobody who trusts the certificate accepts.
            throw new IOException(keyPem + " is not the key of " + certificatePem);
        }
        return new CertificateAuthority(key, chain);
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Writes certificate and key as PEM; the key so that only its owner can read it. */
    public void write(Path certificatePem, Path keyPem) throws IOException {
        identity().write(certificatePem, keyPem);
    }

    /** The CA's own key and certificate. */
    Identity identity() {
        return new Identity(key, List.of(certificate()));
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
        AlternativeNames names = new AlternativeNames(dnsNames, addresses, List.of());
        return issue(new EndEntity(commonName, names, Purpose.SERVER), KeyKind.ECDSA, validity);
    }

    /** Issues the certificate of a client: a device, or the gateway towards its broker. */
    public Identity issueClient(String commonName, Validity validity) throws GeneralSecurityException {
        return issue(EndEntity.client(commonName), KeyKind.ECDSA, validity);
    }

    /** Makes a new key and issues a certificate for it. */
    public Identity issue(EndEntity subject, KeyKind kind, Validity validity) throws GeneralSecurityException {
        KeyPair keys = kind.generate();
        return new Identity(keys.getPrivate(), certify(subject, keys.getPublic(), validity));
    }

    /**
     * Issues a certificate for a key that is there.
     *
     * @return the new certificate first, then the CAs that vouch for it, without the root
     * @throws GeneralSecurityException when the CA's name constraints forbid a name
     */
    public List<X509Certificate> certify(EndEntity subject, PublicKey subjectKey, Validity validity)
            throws GeneralSecurityException {
        Optional<String> forbidden = forbidden(subject.names());
        if (forbidden.isPresent()) {
            throw new GeneralSecurityException("the CA may not vouch for " + forbidden.get());
        }
        CertificateDraft draft = new CertificateDraft(
                        name(), DistinguishedNames.of(subject.commonName()), subjectKey, validity)
                .signedBy(certificate().getPublicKey())
                .add(Extension.basicConstraints, true, new BasicConstraints(false))
                .add(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .add(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(subject.purpose().id()));
        GeneralName[] names = subject.names().encoded().toArray(GeneralName[]::new);
        if (names.length > 0) {
            draft.add(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        return Stream.concat(Stream.of(draft.sign(key)), chain.stream().filter(CertificateAuthority::isNoRoot))
                .toList();
    }

    /** The first of some names that the CA, or one that vouches for it, may not vouch for. */
    Optional<String> forbidden(AlternativeNames names) {
        return chain.stream()
                .flatMap(authority -> NameLimits.firstForbidden(authority, names).stream())
                .findFirst();
    }

    /** Whether a certificate was issued by this CA, or rather by its key. */
    boolean hasIssued(X509Certificate issued) {
        return Issuer.hasIssued(certificate(), issued);
    }

    /** Signs something else than a certificate. */
    PrivateKey key() {
        return key;
    }

    X500Name name() {
        return X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded());
    }

    private static boolean isNoRoot(X509Certificate certificate) {
        return !certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}
