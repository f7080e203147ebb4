/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.PrivateKey;
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
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Private keys in all the forms that Bouncy Castle reads. Apart from {@link KeyFile}, since its jars are slow to load. */
final class AnyKey {
    private AnyKey() {}

    static PrivateKey read(Path file, String content, Optional<char[]> passphrase) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(content))) {
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
}
