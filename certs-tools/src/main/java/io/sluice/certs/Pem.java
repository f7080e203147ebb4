/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/**
 * Certificates and keys as PEM files (RFC 7468). Files appear whole or not at all, and a key is never readable by others,
 * not even for a moment.
 */
public final class Pem {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    /** As advised for PBKDF2 with HMAC-SHA-256 (OWASP, Password Storage, 2023). */
    private static final int PBKDF2_ROUNDS = 600_000;

    private Pem() {}

    /** Writes a key as unencrypted PKCS#8, mode 0600. */
    public static void writeKey(Path file, PrivateKey key) throws IOException {
        WholeFile.write(file, encoded(key, Optional.empty()), WholeFile.PRIVATE);
    }

    /** Writes a key as PKCS#8 under a passphrase, mode 0600; see {@link #encoded(PrivateKey, Optional)}. */
    public static void writeKey(Path file, PrivateKey key, char[] passphrase) throws IOException {
        WholeFile.write(file, encoded(key, Optional.of(passphrase)), WholeFile.PRIVATE);
    }

    /** Writes certificates in the order given, mode 0644. */
    public static void writeCertificates(Path file, List<X509Certificate> certificates) throws IOException {
        WholeFile.write(file, encoded(certificates), WholeFile.READABLE);
    }

    /**
     * A key as PKCS#8, under a passphrase where there is one: PBES2 (RFC 8018) of PBKDF2 with HMAC-SHA-256 and AES-256-CBC,
     * which OpenSSL reads since 1.0.
     */
    static byte[] encoded(PrivateKey key, Optional<char[]> passphrase) throws IOException {
        if (passphrase.isEmpty()) {
            return text(PRIVATE_KEY, List.of(key.getEncoded()));
        }
        try {
            OutputEncryptor encryptor = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                    .setProvider(new BouncyCastleProvider())
                    .setPRF(PKCS8Generator.PRF_HMACSHA256)
                    .setIterationCount(PBKDF2_ROUNDS)
                    .setPassword(passphrase.get())
                    .build();
            PemObject encrypted = new JcaPKCS8Generator(key, encryptor).generate();
            return text(encrypted.getType(), List.of(encrypted.getContent()));
        } catch (OperatorCreationException unknown) {
            throw new IOException("this Java cannot encrypt keys", unknown);
        }
    }

    /** Certificates in the order given. */
    static byte[] encoded(List<X509Certificate> certificates) throws IOException {
        try {
            List<byte[]> encoded = new ArrayList<>();
            for (X509Certificate certificate : certificates) {
                encoded.add(certificate.getEncoded());
            }
            return text(CERTIFICATE, encoded);
        } catch (GeneralSecurityException unencodable) {
            throw new IOException("a certificate cannot be encoded", unencodable);
        }
    }

    /**
     * Reads the first certificate of a file.
     *
     * @throws IOException when the file holds none, with the reason
     */
    public static X509Certificate readCertificate(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (GeneralSecurityException noCertificate) {
            throw new IOException(file + " holds no certificate in PEM form", noCertificate);
        }
    }

    /**
     * Reads all certificates of a file, in their order there.
     *
     * @throws IOException when the file holds none, with the reason
     */
    public static List<X509Certificate> readCertificates(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            List<X509Certificate> certificates = new ArrayList<>();
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                certificates.add((X509Certificate) certificate);
            }
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (GeneralSecurityException noCertificate) {
            throw new IOException(file + " holds no certificate in PEM form", noCertificate);
        }
        throw new IOException(file + " holds no certificate in PEM form");
    }

    /**
     * Reads an unencrypted private key: PKCS#8, or the older forms of RSA and EC keys.
     *
     * @throws IOException when the file holds none, with the reason
     */
    public static PrivateKey readKey(Path file) throws IOException {
        return readKey(file, Optional.empty());
    }

    /**
     * Reads a private key that may be encrypted: PKCS#8, or the older forms of RSA and EC keys.
     *
     * @param passphrase not asked for where the key is not encrypted
     * @throws WrongPassphraseException when the key is encrypted and the passphrase is missing or another
     * @throws IOException when the file holds no key, with the reason
     */
    public static PrivateKey readKey(Path file, Optional<char[]> passphrase) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
            Object pem = parser.readObject();
            while (pem instanceof ASN1ObjectIdentifier
                    || pem instanceof X9ECParameters
                    || pem instanceof X509CertificateHolder) {
                // openssl ecparam writes the curve's parameters in front of the key, and some keep the certificate
                // there.
                pem = parser.readObject();
            }
            return new JcaPEMKeyConverter().getPrivateKey(decrypted(file, pem, passphrase));
        } catch (WrongPassphraseException notDecrypted) {
            throw notDecrypted;
        } catch (PEMException | IllegalArgumentException noKey) {
            throw new IOException(file + " holds no usable private key", noKey);
        } catch (MalformedInputException noText) {
            throw new IOException(file + " holds no private key in PEM form", noText);
        }
    }

    private static PrivateKeyInfo decrypted(Path file, @Nullable Object pem, Optional<char[]> passphrase)
            throws IOException {
        if (pem instanceof PrivateKeyInfo info) {
            return info;
        }
        if (pem instanceof PEMKeyPair pair) {
            return pair.getPrivateKeyInfo();
        }
        if (!(pem instanceof PKCS8EncryptedPrivateKeyInfo) && !(pem instanceof PEMEncryptedKeyPair)) {
            throw new IOException(file + " holds no private key in PEM form");
        }
        if (passphrase.isEmpty()) {
            throw new WrongPassphraseException(file + " is encrypted");
        }
        try {
            return pem instanceof PKCS8EncryptedPrivateKeyInfo pkcs8
                    ? pkcs8.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                            .setProvider(new BouncyCastleProvider())
                            .build(passphrase.get()))
                    : ((PEMEncryptedKeyPair) pem)
                            .decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                                    .setProvider(new BouncyCastleProvider())
                                    .build(passphrase.get()))
                            .getPrivateKeyInfo();
        } catch (IOException | OperatorCreationException | PKCSException | IllegalArgumentException wrong) {
            throw new WrongPassphraseException(file + " is encrypted with another passphrase", wrong);
        }
    }

    /** Whether a key is the one that a certificate was issued for. */
    public static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
        try {
            byte[] challenge = new byte[32];
            new SecureRandom().nextBytes(challenge);
            Signature signature = Signature.getInstance(KeyKind.signature(key.getAlgorithm()));
            signature.initSign(key);
            signature.update(challenge);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(challenge);
            return signature.verify(signed);
        } catch (GeneralSecurityException ofAnotherKind) {
            return false;
        }
    }

    static byte[] text(String type, List<byte[]> contents) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            for (byte[] content : contents) {
                writer.writeObject(new PemObject(type, content));
            }
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
