/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The secret that a request has to show (RFC 6750). Only its hash is kept; it is compared in constant time. */
public final class AdminToken {
    /** Bytes; as many as 128 bits in hexadecimal half as long would have. */
    public static final int SHORTEST = 16;

    /** Bytes. */
    public static final int LONGEST = 1024;

    private static final String SCHEME = "Bearer ";

    private final byte[] hash;

    public AdminToken(byte[] secret) {
        this.hash = hash(secret);
    }

    /** Whether the value of an Authorization header shows the secret. */
    boolean isShownBy(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        // Hashes are equally long, so that the time tells nothing of the secret's length either.
        byte[] shown = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(hash, hash(shown));
    }

    private static byte[] hash(byte[] secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
