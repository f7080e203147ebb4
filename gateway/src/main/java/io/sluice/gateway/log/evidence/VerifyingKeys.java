/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import io.sluice.certs.Pem;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * What a log is verified with. Without either only mistakes are found: whoever changes a line can change all that follow.
 *
 * @param initial see {@link InitialKey}
 * @param checkpoints of whoever signed the checkpoints
 */
public record VerifyingKeys(Optional<byte[]> initial, Optional<PublicKey> checkpoints) {

    /**
     * Reads the key that checkpoints are verified with: a public key or a certificate, in PEM.
     *
     * @throws IOException when the file holds neither, or not one of Ed25519
     */
    public static PublicKey checkpointKey(Path file) throws IOException {
        PublicKey key;
        try (PemReader pem = new PemReader(new StringReader(Files.readString(file, StandardCharsets.US_ASCII)))) {
            PemObject object = pem.readPemObject();
            if (object != null && object.getType().equals("PUBLIC KEY")) {
                key = KeyFactory.getInstance(Checkpoints.ALGORITHM)
                        .generatePublic(new X509EncodedKeySpec(object.getContent()));
            } else {
                key = Pem.readCertificate(file).getPublicKey();
            }
            Signature.getInstance(Checkpoints.ALGORITHM).initVerify(key);
            return key;
        } catch (GeneralSecurityException | IOException noKey) {
            throw new IOException(file + " holds no public key or certificate of Ed25519 in PEM form", noKey);
        }
    }

    /** Whether a checkpoint was signed by who is expected to. */
    static boolean isSigned(ChainLine checkpoint, PublicKey key) {
        try {
            Signature signature = Signature.getInstance(Checkpoints.ALGORITHM);
            signature.initVerify(key);
            signature.update(checkpoint.signedPart());
            return signature.verify(
                    Base64.getDecoder().decode(checkpoint.signature().orElseThrow()));
        } catch (GeneralSecurityException | IllegalArgumentException noSignature) {
            return false;
        }
    }
}
