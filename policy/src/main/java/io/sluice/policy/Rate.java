/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import java.time.Duration;

/**
 * So many a time: events, or bytes for a byte rate.
 *
 * @param permits at least 1
 * @param period one second, minute or hour
 */
public record Rate(long permits, Duration period) {

    public Rate {
        if (permits < 1 || period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("a rate has at least one permit in a positive period");
        }
    }

    public static Rate perSecond(long permits) {
        return new Rate(permits, Duration.ofSeconds(1));
    }

    /** As it is written in the configuration, such as {@code 20/s}. */
    @Override
    public String toString() {
        return switch ((int) period.toSeconds()) {
            case 1 -> permits + "/s";
            case 60 -> permits + "/min";
            case 3600 -> permits + "/h";
            default -> permits + "/" + period;
        };
    }
}
