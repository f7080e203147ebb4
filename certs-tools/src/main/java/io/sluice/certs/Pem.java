/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Certificates and keys as PEM files (RFC 7468). Files appear whole or not at all, and a key is never readable by others,
 * not even for a moment. What reads them is free of Bouncy Castle; see {@link PlainPem}.
 */
public final class Pem {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final String ENCRYPTED_PRIVATE_KEY = "ENCRYPTED PRIVATE KEY";

    /** Characters of Base64 in a line (RFC 7468, section 2). */
    private static final int LINE = 64;

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

    /** A key as PKCS#8, under a passphrase where there is one. */
    static byte[] encoded(PrivateKey key, Optional<char[]> passphrase) throws IOException {
        if (passphrase.isEmpty()) {
            return text(PRIVATE_KEY, List.of(key.getEncoded()));
        }
        return text(ENCRYPTED_PRIVATE_KEY, List.of(EncryptedKey.pkcs8(key, passphrase.get())));
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

    static byte[] text(String type, List<byte[]> contents) {
        Base64.Encoder base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
        StringBuilder text = new StringBuilder();
        for (byte[] content : contents) {
            text.append("-----BEGIN ").append(type).append("-----\n");
            text.append(base64.encodeToString(content));
            text.append("\n-----END ").append(type).append("-----\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
