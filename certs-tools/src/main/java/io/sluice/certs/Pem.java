/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * Certificates and keys as PEM files (RFC 7468). Files appear whole or not at all, and a key is never readable by others,
 * not even for a moment.
 */
public final class Pem {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    private Pem() {}

    /** Writes a key as unencrypted PKCS#8, mode 0600. */
    public static void writeKey(Path file, PrivateKey key) throws IOException {
        write(file, text(PRIVATE_KEY, List.of(key.getEncoded())), "rw-------");
    }

    /** Writes certificates in the order given, mode 0644. */
    public static void writeCertificates(Path file, List<X509Certificate> certificates) throws IOException {
        try {
            List<byte[]> encoded = new ArrayList<>();
            for (X509Certificate certificate : certificates) {
                encoded.add(certificate.getEncoded());
            }
            write(file, text(CERTIFICATE, encoded), "rw-r--r--");
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
     * Reads an unencrypted PKCS#8 key.
     *
     * @throws IOException when the file holds none, with the reason
     */
    public static PrivateKey readKey(Path file) throws IOException {
        try (PemReader reader = new PemReader(new StringReader(Files.readString(file)))) {
            PemObject pem = reader.readPemObject();
            if (pem == null || !pem.getType().equals(PRIVATE_KEY)) {
                throw new IOException(file + " holds no unencrypted PKCS#8 key (BEGIN PRIVATE KEY)");
            }
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(pem.getContent());
            String algorithm = KeyAlgorithms.name(info.getPrivateKeyAlgorithm().getAlgorithm());
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pem.getContent()));
        } catch (GeneralSecurityException | IllegalArgumentException | IllegalStateException noKey) {
            throw new IOException(file + " holds no usable private key", noKey);
        }
    }

    private static String text(String type, List<byte[]> contents) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            for (byte[] content : contents) {
                writer.writeObject(new PemObject(type, content));
            }
        }
        return text.toString();
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(folder, ".sluice", ".tmp");
        try {
            // createTempFile made it readable by its owner alone; it is opened up, if at all, after it is complete.
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                // Or the new name could outlive a loss of power, and the content not.
                channel.force(true);
            }
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(permissions));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
