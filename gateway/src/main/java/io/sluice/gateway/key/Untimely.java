/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.key;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * What is wrong with a certificate that is not in its time (RFC 5280, section 4.1.2.5).
 *
 * @param mend what is to be done about it
 */
public record Untimely(String what, String mend) {
    /** Empty if it is in its time. */
    public static Optional<Untimely> of(X509Certificate certificate, Instant now) {
        String subject = certificate.getSubjectX500Principal().getName();
        Instant end = certificate.getNotAfter().toInstant();
        Instant start = certificate.getNotBefore().toInstant();
        if (end.isBefore(now)) {
            return Optional.of(new Untimely("the certificate of " + subject + " expired at " + end, "issue a new one"));
        }
        if (start.isAfter(now)) {
            return Optional.of(new Untimely(
                    "the certificate of " + subject + " is not valid before " + start,
                    "set this machine's clock, or issue a new one"));
        }
        return Optional.empty();
    }
}
