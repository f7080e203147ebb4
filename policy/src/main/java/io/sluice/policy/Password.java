/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import java.util.Arrays;

/** The password of a CONNECT while it is judged. It is never shown, and not kept beyond the judgement. */
public final class Password {
    private static final Password FORGOTTEN = new Password(new byte[0]);

    private final byte[] bytes;

    private Password(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Password of(byte[] bytes) {
        return new Password(bytes.clone());
    }

    /** Of a CONNECT that had one, which nobody remembers: it is on no list. */
    public static Password forgotten() {
        return FORGOTTEN;
    }

    boolean isForgotten() {
        return this == FORGOTTEN;
    }

    /** ASCII letters in lower case, one character a byte: a list is to find {@code Admin123} by {@code admin123}. */
    String folded() {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            text.append((char) (b >= 'A' && b <= 'Z' ? b + 32 : b & 0xff));
        }
        return text.toString();
    }

    /** Overwrites it. */
    public void forget() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "(a password)";
    }
}
