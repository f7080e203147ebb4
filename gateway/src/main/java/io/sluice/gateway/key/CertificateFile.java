/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.key;

import io.sluice.gateway.key.UnusableKey.Part;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * A PEM file with a certificate chain, and maybe the key, in it.
 *
 * @param chain as it stands there, at least one
 * @param holdsKey encrypted or not
 */
record CertificateFile(List<X509Certificate> chain, boolean holdsKey) {

    static CertificateFile parse(Path file, byte[] content) throws UnusableKey {
        List<X509Certificate> chain = new ArrayList<>();
        boolean holdsKey = false;
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        try (PEMParser parser = new PEMParser(new StringReader(new String(content, StandardCharsets.ISO_8859_1)))) {
            for (Object pem = parser.readObject(); pem != null; pem = parser.readObject()) {
                if (pem instanceof X509CertificateHolder certificate) {
                    chain.add(converter.getCertificate(certificate));
                } else {
                    holdsKey |= isKey(pem);
                }
            }
        } catch (IOException | CertificateException | IllegalArgumentException broken) {
            throw noCertificate(file, " holds no certificate that can be read");
        }
        if (chain.isEmpty()) {
            throw noCertificate(file, " holds no certificate in PEM form");
        }
        return new CertificateFile(List.copyOf(chain), holdsKey);
    }

    private static UnusableKey noCertificate(Path file, String what) {
        return new UnusableKey(Part.CERTIFICATE, file + what, "name a file with BEGIN CERTIFICATE, or a PKCS#12 file");
    }

    private static boolean isKey(Object pem) {
        return pem instanceof PrivateKeyInfo
                || pem instanceof PEMKeyPair
                || pem instanceof PKCS8EncryptedPrivateKeyInfo
                || pem instanceof PEMEncryptedKeyPair;
    }

    /** Whether all of a chain are in their time. */
    static void checkTime(Path file, List<X509Certificate> chain, Instant now) throws UnusableKey {
        for (X509Certificate certificate : chain) {
            Optional<Untimely> problem = Untimely.of(certificate, now);
            if (problem.isPresent()) {
                throw new UnusableKey(
                        Part.CERTIFICATE,
                        file + ": " + problem.get().what(),
                        problem.get().mend());
            }
        }
    }
}
