/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.key;

import io.sluice.gateway.key.UnusableKey.Part;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Certificate files in all the forms that Bouncy Castle reads. Apart, since its jars are slow to load. */
final class AnyCertificateFile {
    private AnyCertificateFile() {}

    static CertificateFile parse(Path file, String text) throws UnusableKey {
        List<X509Certificate> chain = new ArrayList<>();
        boolean holdsKey = false;
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
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
}
