/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes as tests write them: hex with spaces as you like, text in single quotes. */
public final class Hex {
    private Hex() {}

    public static byte[] bytes(String script) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] parts = script.split("'", -1);
        for (int i = 0; i < parts.length; i++) {
            out.writeBytes(
                    i % 2 == 1
                            ? parts[i].getBytes(StandardCharsets.UTF_8)
                            : HexFormat.of().parseHex(parts[i].replaceAll("\\s", "")));
        }
        return out.toByteArray();
    }
}
