/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Private keys in files, and whose they are. */
public final class KeyFile {
    private KeyFile() {}

    /**
     * Reads an unencrypted private key: PKCS#8, or the older forms of RSA and EC keys.
     *
     * @throws IOException when the file holds none, with the reason
     */
    public static PrivateKey read(Path file) throws IOException {
        return read(file, Optional.empty());
    }

    /**
     * Reads a private key that may be encrypted: PKCS#8, or the older forms of RSA and EC keys.
     *
     * @param passphrase not asked for where the key is not encrypted
     * @throws WrongPassphraseException when the key is encrypted and the passphrase is missing or another
     * @throws IOException when the file holds no key, with the reason
     */
    public static PrivateKey read(Path file, Optional<char[]> passphrase) throws IOException {
        try {
            String content = Files.readString(file);
            Optional<PrivateKey> plain = PlainPem.read(content).flatMap(PlainPem::key);
            return plain.isPresent() ? plain.get() : AnyKey.read(file, content, passphrase);
        } catch (MalformedInputException noText) {
            throw new IOException(file + " holds no private key in PEM form", noText);
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
}
