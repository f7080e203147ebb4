/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.security.NoSuchAlgorithmException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The JDK's names of key algorithms. */
final class KeyAlgorithms {
    private KeyAlgorithms() {}

    static String name(ASN1ObjectIdentifier algorithm) throws NoSuchAlgorithmException {
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return "EC";
        }
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return "RSA";
        }
        if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
            return "Ed25519";
        }
        throw new NoSuchAlgorithmException("key algorithm " + algorithm.getId());
    }

    /** How a key of this algorithm signs certificates. */
    static String signature(String keyAlgorithm) {
        return switch (keyAlgorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
    }
}
