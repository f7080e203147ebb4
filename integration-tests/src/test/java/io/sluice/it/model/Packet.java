/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.HexFormat;

/** A whole control packet as it stands on the wire. */
final class Packet {
    private static final int SHOWN = 64;

    private final byte[] bytes;
    private final int bodyStart;

    Packet(byte[] bytes, int bodyStart) {
        this.bytes = bytes;
        this.bodyStart = bodyStart;
    }

    /** Of its first byte and what follows the fixed header. */
    static Packet of(int first, Bytes body) {
        Bytes head = new Bytes().u8(first).varint(body.size());
        return new Packet(head.raw(body.bytes()).bytes(), head.size() - body.size());
    }

    /** A packet of a type whose flags are fixed (MQTT 5, section 2.1.3). */
    static Packet ofType(int type, Bytes body) {
        boolean two = type == PacketType.PUBREL || type == PacketType.SUBSCRIBE || type == PacketType.UNSUBSCRIBE;
        return of(type << 4 | (two ? 2 : 0), body);
    }

    byte[] bytes() {
        return bytes;
    }

    int first() {
        return bytes[0] & 0xff;
    }

    int type() {
        return first() >> 4;
    }

    Cursor body() {
        return new Cursor(bytes, bodyStart, bytes.length);
    }

    @Override
    public String toString() {
        String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, SHOWN));
        return hex + (bytes.length > SHOWN ? " … (" + bytes.length + " bytes)" : "");
    }
}
