/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/**
 * What a chain may cost. Whether one is trusted is found out on an event loop, any stranger can send one, and signatures are
 * verified with the keys in it: a DSA key of 200,000 bits keeps the JDK busy for half a minute.
 */
final class ChainBounds {
    /** As many as BoringSSL's binding hands on. */
    static final int LONGEST_CHAIN = 10;

    private static final int LARGEST_RSA_BITS = 8192;

    /** That of BoringSSL; in use are 65537 and 3. */
    private static final int LARGEST_RSA_EXPONENT_BITS = 33;

    private ChainBounds() {}

    /** Why a chain is not even looked at, empty where it may be. */
    static Optional<PeerRefused> exceeded(X509Certificate[] chain) {
        if (chain.length > LONGEST_CHAIN) {
            return Optional.of(refused(
                    TlsFault.BAD_CHAIN, "it has " + chain.length + " certificates, more than " + LONGEST_CHAIN));
        }
        for (int i = 0; i < chain.length; i++) {
            String which = "certificate " + (i + 1) + " of " + chain.length + " has ";
            PublicKey key = chain[i].getPublicKey();
            if (key.getAlgorithm().equals("DSA")) {
                return Optional.of(refused(TlsFault.WEAK_KEY, which + "DSA"));
            }
            if (key instanceof RSAPublicKey rsa && isCostly(rsa)) {
                return Optional.of(refused(
                        TlsFault.BAD_CHAIN,
                        which + "RSA of " + rsa.getModulus().bitLength() + " bits and an exponent of "
                                + rsa.getPublicExponent().bitLength()));
            }
        }
        return Optional.empty();
    }

    private static boolean isCostly(RSAPublicKey key) {
        return key.getModulus().bitLength() > LARGEST_RSA_BITS
                || key.getPublicExponent().bitLength() > LARGEST_RSA_EXPONENT_BITS;
    }

    private static PeerRefused refused(TlsFault fault, String detail) {
        return new PeerRefused(fault, detail, new CertificateException(detail));
    }
}
