/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import io.sluice.certs.KeyKind;
import io.sluice.certs.Pem;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Makes the keys of chains. */
public final class NewKeys {
    private NewKeys() {}

    /**
     * Makes {@code evidence.key}, {@code checkpoint.key} and {@code checkpoint.pub}.
     *
     * @return what was made
     * @throws IOException when one of them is there already, and then nothing is made
     */
    public static List<Path> make(Path folder) throws IOException {
        Path initial = folder.resolve("evidence.key");
        Path signing = folder.resolve("checkpoint.key");
        Path verifying = folder.resolve("checkpoint.pub");
        for (Path file : List.of(initial, signing, verifying)) {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file + " is there already");
            }
        }
        try {
            byte[] random = new byte[LineKey.LENGTH];
            new SecureRandom().nextBytes(random);
            Files.createFile(
                    initial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(initial, HexFormat.of().formatHex(random) + "\n", StandardCharsets.US_ASCII);
            KeyPair pair = KeyKind.ED25519.generate();
            Pem.writeKey(signing, pair.getPrivate());
            StringWriter pem = new StringWriter();
            try (PemWriter writer = new PemWriter(pem)) {
                writer.writeObject(new PemObject("PUBLIC KEY", pair.getPublic().getEncoded()));
            }
            Files.writeString(verifying, pem.toString(), StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException impossible) {
            throw new IOException("this Java cannot make keys of Ed25519", impossible);
        }
        return List.of(initial, signing, verifying);
    }
}
