/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;

/** The kinds of keys that are made here. */
public enum KeyKind {
    /** ECDSA over P-256: everybody's TLS knows it, and it is quick on small machines. */
    ECDSA,
    /** RSA of 3,072 bits: for devices that know nothing else. */
    RSA,
    /** Ed25519 (RFC 8410): small and quick; BoringSSL, and so the gateway, refuses it in handshakes. */
    ED25519;

    /** As strong as P-256 (NIST SP 800-57, part 1, table 2). */
    private static final int RSA_BITS = 3_072;

    /** What a key of somebody else must have at least (CA/Browser Forum Baseline Requirements, section 6.1.5). */
    private static final int SHORTEST_RSA = 2_048;

    private static final int SHORTEST_EC = 256;

    /** Makes a new pair. */
    public KeyPair generate() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(
                switch (this) {
                    case ECDSA -> "EC";
                    case RSA -> "RSA";
                    case ED25519 -> "Ed25519";
                });
        switch (this) {
            case ECDSA -> generator.initialize(new ECGenParameterSpec("secp256r1"));
            case RSA -> generator.initialize(RSA_BITS);
            case ED25519 -> {
                // There is one size only.
            }
        }
        return generator.generateKeyPair();
    }

    /** The kind of a key that is there. */
    static KeyKind of(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> RSA;
            case "EC" -> ECDSA;
            default -> ED25519;
        };
    }

    /** How a key of that algorithm signs, in the JDK's words. */
    static String signature(String keyAlgorithm) {
        return switch (keyAlgorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
    }

    /** Whether TLS libraries refuse a key because it is too short. */
    static boolean isWeak(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return rsa.getModulus().bitLength() < SHORTEST_RSA;
        }
        if (key instanceof ECPublicKey ec) {
            return ec.getParams().getOrder().bitLength() < SHORTEST_EC;
        }
        return !key.getAlgorithm().equals("EdDSA") && !key.getAlgorithm().equals("Ed25519");
    }
}
