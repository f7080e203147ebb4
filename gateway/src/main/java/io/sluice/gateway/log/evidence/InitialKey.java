/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import io.sluice.certs.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** The secret that the keys of chains begin with: whoever verifies keeps it, away from the gateway's machine. */
public final class InitialKey {
    private static final int MOST = 1024;

    private InitialKey() {}

    /**
     * Reads 32 bytes in hexadecimal digits.
     *
     * @throws IOException when the file holds something else, or others can read it
     */
    public static byte[] read(Path file) throws IOException {
        String text = new String(PrivateFile.password(file, MOST), StandardCharsets.US_ASCII);
        try {
            byte[] key = HexFormat.of().parseHex(text.strip());
            if (key.length == LineKey.LENGTH) {
                return key;
            }
        } catch (IllegalArgumentException noDigits) {
            // Said below; what the file holds stays in it.
        }
        throw new IOException(file + " does not hold " + 2 * LineKey.LENGTH + " hexadecimal digits");
    }
}
