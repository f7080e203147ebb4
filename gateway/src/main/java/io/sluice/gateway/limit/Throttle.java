/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.sluice.policy.Rate;
import java.util.Optional;

/** The rates of one device, which outlive its connections: connecting anew does not refill them. */
public final class Throttle {
    private final Optional<RateLimiter> publishes;
    private final Optional<RateLimiter> bytes;
    private int sessions;

    Throttle(Optional<Rate> publishRate, Optional<Rate> byteRate) {
        this.publishes = publishRate.map(RateLimiters::reservable);
        this.bytes = byteRate.map(RateLimiters::reservable);
    }

    /** What a session may spend of the publish rate, empty where there is none. */
    public Optional<Allowance> publishes() {
        return publishes.map(Allowance::new);
    }

    /** What a session may spend of the byte rate, empty where there is none. */
    public Optional<Allowance> bytes() {
        return bytes.map(Allowance::new);
    }

    void join() {
        sessions++;
    }

    void leave() {
        sessions--;
    }

    boolean isUsed() {
        return sessions > 0;
    }

    /** Whether nothing of the rates is spent, so that forgetting it changes nothing. */
    boolean isFull() {
        return publishes.map(RateLimiters::isFull).orElse(true)
                && bytes.map(RateLimiters::isFull).orElse(true);
    }
}
