/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes in the making, in the data types of MQTT 5, section 1.5. */
final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes u8(int value) {
        out.write(value);
        return this;
    }

    Bytes u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    Bytes u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    Bytes varint(int value) {
        int rest = value;
        while (rest > 0x7f) {
            u8(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        return u8(rest);
    }

    Bytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    Bytes binary(byte[] bytes) {
        return u16(bytes.length).raw(bytes);
    }

    Bytes text(String text) {
        return binary(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What was made so far, with its length as a variable byte integer before it: the properties of a packet. */
    Bytes properties(Bytes properties) {
        return varint(properties.size()).raw(properties.bytes());
    }

    int size() {
        return out.size();
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
