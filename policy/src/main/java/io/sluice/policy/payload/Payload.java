/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.payload;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A payload while it is judged, with the readings of it that checks ask for, each made once. Never shown. */
public final class Payload {
    private static final Payload FORGOTTEN = new Payload(new byte[0]);

    private final byte[] bytes;
    private Optional<String> text = Optional.empty();

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param bytes not copied, and not to be changed any more */
    public static Payload of(byte[] bytes) {
        return new Payload(bytes);
    }

    /** Of the will of a live session, which was judged when it connected. */
    public static Payload forgotten() {
        return FORGOTTEN;
    }

    public boolean isForgotten() {
        return this == FORGOTTEN;
    }

    public int size() {
        return bytes.length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Whether it is UTF-8 throughout. */
    boolean isUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    /** The bytes read as UTF-8; what is none is replaced, and hides nothing that follows it. */
    String text() {
        if (text.isEmpty()) {
            text = Optional.of(new String(bytes, StandardCharsets.UTF_8));
        }
        return text.get();
    }

    @Override
    public String toString() {
        return "(a payload of " + bytes.length + " bytes)";
    }

    /** Overwrites it. */
    public void forget() {
        Arrays.fill(bytes, (byte) 0);
    }
}
