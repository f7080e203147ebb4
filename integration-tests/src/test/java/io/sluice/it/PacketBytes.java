/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The bytes of an MQTT packet in the making. */
final class PacketBytes {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    PacketBytes u8(int value) {
        body.write(value);
        return this;
    }

    PacketBytes u16(int value) {
        return u8(value >> 8).u8(value);
    }

    /** UTF-8 text with its length before it. */
    PacketBytes string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return u16(bytes.length).raw(bytes);
    }

    PacketBytes raw(byte[] bytes) {
        body.writeBytes(bytes);
        return this;
    }

    /** Properties behind their length. */
    PacketBytes properties(PacketBytes properties) {
        return variable(properties.body.size()).raw(properties.body.toByteArray());
    }

    private PacketBytes variable(int value) {
        int rest = value;
        while (rest > 0x7f) {
            u8(rest & 0x7f | 0x80);
            rest >>= 7;
        }
        return u8(rest);
    }

    /** The whole packet. */
    byte[] packet(int firstByte) {
        return new PacketBytes()
                .u8(firstByte)
                .variable(body.size())
                .raw(body.toByteArray())
                .body
                .toByteArray();
    }
}
