/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The chain that was verified last, which need not be again for a second: a broker shows the same one for every session, and
 * what comes of it changes with the clock alone. Belongs to one trust manager, and so to one set of CAs and revocation lists.
 * Any thread may ask.
 */
final class LatelyTrusted {
    static final long REMEMBERED = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private volatile Optional<Trusted> last = Optional.empty();

    private record Trusted(List<byte[]> chain, String authType, long at) {}

    /** @param nanoTime a clock that nobody sets */
    LatelyTrusted(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether this very chain, by its encoding, was trusted within the last second. */
    boolean holds(X509Certificate[] chain, String authType) throws CertificateEncodingException {
        Optional<Trusted> known = last;
        return known.isPresent()
                && nanoTime.getAsLong() - known.get().at < REMEMBERED
                && known.get().authType.equals(authType)
                && isSame(known.get().chain, chain);
    }

    private static boolean isSame(List<byte[]> known, X509Certificate[] chain) throws CertificateEncodingException {
        if (known.size() != chain.length) {
            return false;
        }
        for (int i = 0; i < chain.length; i++) {
            if (!Arrays.equals(known.get(i), chain[i].getEncoded())) {
                return false;
            }
        }
        return true;
    }

    /** A chain has been verified. */
    void trusted(X509Certificate[] chain, String authType) throws CertificateEncodingException {
        List<byte[]> encoded = new ArrayList<>(chain.length);
        for (X509Certificate certificate : chain) {
            encoded.add(certificate.getEncoded());
        }
        last = Optional.of(new Trusted(encoded, authType, nanoTime.getAsLong()));
    }
}
