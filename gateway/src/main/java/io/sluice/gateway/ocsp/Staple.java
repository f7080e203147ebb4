/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.ocsp;

import java.time.Duration;
import java.time.Instant;

/** An OCSP response that says that a certificate is good (RFC 6960). */
final class Staple {
    private final byte[] response;
    private final Instant from;
    private final Instant until;

    /**
     * @param response DER, as it came
     * @param from its {@code thisUpdate}
     * @param until its {@code nextUpdate}
     */
    Staple(byte[] response, Instant from, Instant until) {
        this.response = response.clone();
        this.from = from;
        this.until = until;
    }

    /** Not to be written to: it is handed on as it is, to each device. */
    byte[] response() {
        return response;
    }

    Instant from() {
        return from;
    }

    Instant until() {
        return until;
    }

    /** At half of its life. */
    Instant refreshAt() {
        return from.plus(Duration.between(from, until).dividedBy(2));
    }
}
