/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the data types of MQTT 5, section 1.5, one after the other. */
final class Cursor {
    private final byte[] bytes;
    private final int end;
    private int at;

    Cursor(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    boolean atEnd() {
        return at >= end;
    }

    int u8() {
        return bytes[at++] & 0xff;
    }

    int u16() {
        return u8() << 8 | u8();
    }

    long u32() {
        return (long) u16() << 16 | u16();
    }

    int varint() {
        int value = 0;
        int shift = 0;
        int b;
        do {
            b = u8();
            value |= (b & 0x7f) << shift;
            shift += 7;
        } while ((b & 0x80) != 0);
        return value;
    }

    byte[] raw(int length) {
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    byte[] binary() {
        return raw(u16());
    }

    String text() {
        return new String(binary(), StandardCharsets.UTF_8);
    }

    /** The properties of a packet, for another cursor to read. */
    Cursor properties() {
        int length = varint();
        at += length;
        return new Cursor(bytes, at - length, at);
    }

    byte[] rest() {
        return raw(end - at);
    }

    /** What is left, without reading it. */
    byte[] peek() {
        return Arrays.copyOfRange(bytes, at, end);
    }
}
