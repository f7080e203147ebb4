/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.security.PrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/** Private keys under a passphrase. Apart from {@link Pem}, since the jars of Bouncy Castle are slow to load. */
final class EncryptedKey {
    /** As advised for PBKDF2 with HMAC-SHA-256 (OWASP, Password Storage, 2023). */
    private static final int PBKDF2_ROUNDS = 600_000;

    private EncryptedKey() {}

    /**
     * A key as PKCS#8 under a passphrase: PBES2 (RFC 8018) of PBKDF2 with HMAC-SHA-256 and AES-256-CBC, which OpenSSL reads
     * since 1.0.
     */
    static byte[] pkcs8(PrivateKey key, char[] passphrase) throws IOException {
        try {
            var encryptor = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                    .setProvider(new BouncyCastleProvider())
                    .setPRF(PKCS8Generator.PRF_HMACSHA256)
                    .setIterationCount(PBKDF2_ROUNDS)
                    .setPassword(passphrase)
                    .build();
            return new JcaPKCS8Generator(key, encryptor).generate().getContent();
        } catch (OperatorCreationException unknown) {
            throw new IOException("this Java cannot encrypt keys", unknown);
        }
    }
}
