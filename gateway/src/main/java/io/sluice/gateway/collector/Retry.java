/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.collector;

import java.time.Duration;

/** When to try again: after a second, then after twice as long each time, never after more than a minute. */
public final class Retry {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** What held for so long was no failure. */
    private static final Duration GOOD = Duration.ofSeconds(10);

    private Duration delay = FIRST;
    private long due;
    private long began;

    /** @param now nanoseconds, as all times here */
    public Retry(long now) {
        this.due = now;
        this.began = now;
    }

    public boolean isDue(long now) {
        return now - due >= 0;
    }

    public void begin(long now) {
        began = now;
    }

    /** What has begun is over; returns how long to wait. */
    public Duration failed(long now) {
        if (now - began >= GOOD.toNanos()) {
            delay = FIRST;
        }
        Duration wait = delay;
        due = now + wait.toNanos();
        delay = delay.multipliedBy(2).compareTo(LONGEST) < 0 ? delay.multipliedBy(2) : LONGEST;
        return wait;
    }
}
