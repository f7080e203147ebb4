/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of one line's MAC. Each line has its own, made of the one before in a way that cannot be gone back (Schneier and
 * Kelsey, Secure Audit Logs to Support Computer Forensics, 1999): who takes it can forge what follows and nothing that was.
 */
final class LineKey {
    static final int LENGTH = 32;
    private static final String HMAC = "HmacSHA256";
    /** No line begins like that. */
    private static final byte[] NEXT = "next".getBytes(StandardCharsets.UTF_8);

    private final byte[] secret;

    private LineKey(byte[] secret) {
        this.secret = secret;
    }

    /** The first of a chain. */
    static LineKey first(byte[] initial, String chain) {
        return new LineKey(hmac(initial, ("chain " + chain).getBytes(StandardCharsets.UTF_8)));
    }

    /** As {@link #text()} wrote it. */
    static LineKey of(String text) {
        byte[] secret = HexFormat.of().parseHex(text);
        if (secret.length != LENGTH) {
            throw new IllegalArgumentException("a key has " + LENGTH + " bytes");
        }
        return new LineKey(secret);
    }

    LineKey next() {
        return new LineKey(hmac(secret, NEXT));
    }

    String mac(byte[] text) {
        return HexFormat.of().formatHex(hmac(secret, text));
    }

    boolean isMac(String mac, byte[] text) {
        return MessageDigest.isEqual(
                mac(text).getBytes(StandardCharsets.US_ASCII), mac.getBytes(StandardCharsets.US_ASCII));
    }

    boolean isSame(LineKey other) {
        return MessageDigest.isEqual(secret, other.secret);
    }

    String text() {
        return HexFormat.of().formatHex(secret);
    }

    private static byte[] hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
