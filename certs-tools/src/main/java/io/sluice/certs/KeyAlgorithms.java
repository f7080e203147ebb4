/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

/** The JDK's names of what keys can do. */
final class KeyAlgorithms {
    private KeyAlgorithms() {}

    /** How a key of this algorithm signs certificates. */
    static String signature(String keyAlgorithm) {
        return switch (keyAlgorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
    }
}
