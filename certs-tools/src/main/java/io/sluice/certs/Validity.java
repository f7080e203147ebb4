/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** From when to when a certificate is good, both ends included (RFC 5280, section 4.1.2.5). */
public record Validity(Instant notBefore, Instant notAfter) {
    /** Clocks of devices and brokers are off by a little: a certificate is good from a moment before it was made. */
    private static final Duration BACKDATED = Duration.ofMinutes(2);

    public Validity {
        if (!notBefore.isBefore(notAfter)) {
            throw new IllegalArgumentException("a certificate cannot end before it begins");
        }
    }

    /** So many days from now. */
    public static Validity days(int days, InstantSource clock) {
        // A certificate knows whole seconds.
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new Validity(now.minus(BACKDATED), now.plus(Duration.ofDays(days)));
    }

    /** The same, but over at a moment at the latest. */
    Validity until(Instant latest) {
        return notAfter.isAfter(latest) ? new Validity(notBefore, latest) : this;
    }
}
