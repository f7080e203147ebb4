/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import io.sluice.certs.KeyFile;
import io.sluice.certs.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;

/** Signs checkpoints by Ed25519 (RFC 8032). */
public final class Checkpoints {
    static final String ALGORITHM = "Ed25519";
    private static final List<String> NAMES = List.of(ALGORITHM, "EdDSA");

    private final PrivateKey key;

    private Checkpoints(PrivateKey key) {
        this.key = key;
    }

    /**
     * Reads the key that signs.
     *
     * @throws IOException when the file holds no such key, or others can read it
     */
    public static Checkpoints with(Path file) throws IOException {
        PrivateKey key = KeyFile.read(file);
        if (!NAMES.contains(key.getAlgorithm())) {
            throw new IOException(file + " holds a key of " + key.getAlgorithm() + ", not of Ed25519");
        }
        if (PrivateFile.isExposed(file)) {
            throw new IOException(file + " can be read or changed by others");
        }
        Checkpoints checkpoints = new Checkpoints(key);
        checkpoints.sign("a trial");
        return checkpoints;
    }

    /** In Base64. */
    String sign(String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a key of Ed25519 does not sign", impossible);
        }
    }
}
