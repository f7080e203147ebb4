/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * PEM (RFC 7468) of certificates and unencrypted PKCS#8 keys and nothing else, which the JDK reads without Bouncy Castle, whose
 * signed jars cost a start a fifth of a second. What is not so plain is left to it.
 *
 * @param certificates in their order
 * @param key the first one that the JDK can read, PKCS#8
 * @param holdsKey whether there is any
 */
public record PlainPem(List<X509Certificate> certificates, Optional<PrivateKey> key, boolean holdsKey) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /** Kinds of keys, by the JDK's names. */
    private static final List<String> KINDS = List.of("EC", "RSA", "EdDSA");

    /** Reads the content of a file; empty where it is not plain, or not right. */
    public static Optional<PlainPem> read(String content) {
        List<X509Certificate> certificates = new ArrayList<>();
        List<byte[]> keys = new ArrayList<>();
        try {
            StringBuilder body = new StringBuilder();
            String label = "";
            for (String text : content.split("\n", -1)) {
                String line = text.strip();
                if (line.startsWith(BEGIN) && line.endsWith(DASHES) && label.isEmpty()) {
                    label = line.substring(BEGIN.length(), line.length() - DASHES.length());
                    body.setLength(0);
                } else if (line.equals(END + label + DASHES) && !label.isEmpty()) {
                    byte[] bytes = Base64.getDecoder().decode(body.toString());
                    switch (label) {
                        case "CERTIFICATE" -> certificates.add(certificate(bytes));
                        case "PRIVATE KEY" -> keys.add(bytes);
                        default -> {
                            return Optional.empty();
                        }
                    }
                    label = "";
                } else if (!label.isEmpty()) {
                    body.append(line);
                } else if (line.contains(DASHES)) {
                    return Optional.empty();
                }
            }
            if (!label.isEmpty()) {
                return Optional.empty();
            }
        } catch (CertificateException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
        Optional<PrivateKey> key = keys.isEmpty() ? Optional.empty() : key(keys.get(0));
        return Optional.of(new PlainPem(List.copyOf(certificates), key, !keys.isEmpty()));
    }

    private static X509Certificate certificate(byte[] bytes) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
    }

    private static Optional<PrivateKey> key(byte[] bytes) {
        for (String kind : KINDS) {
            try {
                return Optional.of(KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(bytes)));
            } catch (GeneralSecurityException another) {
                // The next may fit.
            }
        }
        return Optional.empty();
    }
}
