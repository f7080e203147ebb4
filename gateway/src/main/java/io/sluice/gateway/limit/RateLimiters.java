/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.sluice.policy.Rate;
import java.time.Duration;

/** Makes resilience4j's limiters of the policy's rates. */
final class RateLimiters {
    /** How far ahead a reservation may lie: as far as it takes, since spenders decide how long they wait. */
    private static final Duration ANY_WAIT = Duration.ofDays(1);

    private RateLimiters() {}

    /** A limiter that is asked for permits now or never. */
    static RateLimiter immediate(Rate rate) {
        return of(rate, Duration.ZERO);
    }

    /** A limiter whose permits can be reserved ahead. */
    static RateLimiter reservable(Rate rate) {
        return of(rate, ANY_WAIT);
    }

    private static RateLimiter of(Rate rate, Duration longestWait) {
        int permits = (int) Math.min(rate.permits(), Integer.MAX_VALUE);
        return RateLimiter.of(
                "",
                RateLimiterConfig.custom()
                        .limitForPeriod(permits)
                        .limitRefreshPeriod(rate.period())
                        .timeoutDuration(longestWait)
                        .build());
    }

    /** Whether a limiter holds all its permits, so that forgetting it changes nothing. */
    static boolean isFull(RateLimiter limiter) {
        return limiter.getMetrics().getAvailablePermissions()
                >= limiter.getRateLimiterConfig().getLimitForPeriod();
    }
}
