/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import io.github.resilience4j.ratelimiter.RateLimiter;

/**
 * What one session may still spend of a rate that it perhaps shares with others of the same device. Permits are reserved
 * from the shared limiter in chunks, so that most messages cost a subtraction. Used on the session's event loop alone.
 *
 * <p>What was reserved ahead of time is not spent before it is due, and never more than a chunk or one packet is reserved
 * ahead: a device cannot run up a debt by sending faster.
 */
public final class Allowance {
    /** What {@link #spend} says when the permits would not come in time. */
    public static final long NOT_IN_TIME = -1;

    private final RateLimiter limiter;
    private final int chunk;
    private long credit;
    private boolean ahead;
    private long due;

    Allowance(RateLimiter limiter) {
        this.limiter = limiter;
        // A tenth of the period's permits: rare enough to cost nothing, small enough to keep the rate smooth.
        this.chunk = Math.max(1, limiter.getRateLimiterConfig().getLimitForPeriod() / 10);
    }

    /**
     * Spends permits.
     *
     * @param longestWait nanoseconds that the spender can wait at most
     * @return nanoseconds until what was spent is due, 0 for at once, or {@link #NOT_IN_TIME}, and then nothing was spent
     */
    public long spend(int permits, long longestWait) {
        if (credit < permits) {
            reserve((int) Math.max(permits - credit, chunk));
        }
        long wait = ahead ? untilDue() : 0;
        if (wait > longestWait || credit < permits) {
            return NOT_IN_TIME;
        }
        credit -= permits;
        return wait;
    }

    /** Whether so many permits are reserved and due, so that spending them succeeds at once. */
    public boolean covers(int permits) {
        return !ahead && credit >= permits;
    }

    private void reserve(int permits) {
        long wait = limiter.reservePermission(permits);
        if (wait < 0) {
            return;
        }
        credit += permits;
        if (wait > 0) {
            ahead = true;
            due = System.nanoTime() + wait;
        }
    }

    private long untilDue() {
        long wait = due - System.nanoTime();
        if (wait <= 0) {
            ahead = false;
            return 0;
        }
        return wait;
    }
}
