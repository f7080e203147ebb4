/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of one line's MAC. Each line has its own, made of the one before in a way that cannot be gone back (Schneier and
 * Kelsey, Secure Audit Logs to Support Computer Forensics, 1999): who takes it can forge what follows and nothing that was.
 *
 * <p>An epoch is 65,536 lines. What its keys begin with is made of what the epoch before began with, so that whoever has the
 * initial key comes to the keys of any line quickly; of an epoch that has begun, only the beginning of the next is kept.
 */
final class LineKey {
    static final int LENGTH = 32;
    static final int EPOCH = 1 << 16;
    private static final String HMAC = "HmacSHA256";

    // No line begins like one of these.
    private static final byte[] LINE = text("line");
    private static final byte[] NEXT = text("next");
    private static final byte[] NEXT_EPOCH = text("epoch");

    private final byte[] secret;
    private final byte[] nextEpoch;

    private LineKey(byte[] secret, byte[] nextEpoch) {
        this.secret = secret;
        this.nextEpoch = nextEpoch;
    }

    /** The key of a line of a chain, from 1. */
    static LineKey of(byte[] initial, String chain, long seq) {
        byte[] epoch = hmac(initial, text("chain " + chain));
        for (long i = 0; i < (seq - 1) / EPOCH; i++) {
            epoch = hmac(epoch, NEXT_EPOCH);
        }
        LineKey key = begin(epoch);
        for (long line = (seq - 1) / EPOCH * EPOCH + 1; line < seq; line++) {
            key = key.after(line);
        }
        return key;
    }

    private static LineKey begin(byte[] epoch) {
        return new LineKey(hmac(epoch, LINE), hmac(epoch, NEXT_EPOCH));
    }

    /** As {@link #text()} wrote it. */
    static LineKey of(String text) {
        byte[] both = HexFormat.of().parseHex(text);
        if (both.length != 2 * LENGTH) {
            throw new IllegalArgumentException("a key has " + 2 * LENGTH + " bytes");
        }
        return new LineKey(Arrays.copyOf(both, LENGTH), Arrays.copyOfRange(both, LENGTH, 2 * LENGTH));
    }

    /**
     * The key of the next line.
     *
     * @param seq of the line that this is the key of
     */
    LineKey after(long seq) {
        return seq % EPOCH == 0 ? begin(nextEpoch) : new LineKey(hmac(secret, NEXT), nextEpoch);
    }

    String mac(byte[] text) {
        return HexFormat.of().formatHex(hmac(secret, text));
    }

    boolean isMac(String mac, byte[] text) {
        return MessageDigest.isEqual(text(mac(text)), text(mac));
    }

    boolean isSame(LineKey other) {
        return MessageDigest.isEqual(secret, other.secret) && MessageDigest.isEqual(nextEpoch, other.nextEpoch);
    }

    String text() {
        return HexFormat.of().formatHex(secret) + HexFormat.of().formatHex(nextEpoch);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
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
