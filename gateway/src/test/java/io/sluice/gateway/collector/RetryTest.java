/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryTest {
    // Clocks of System.nanoTime may begin anywhere and run over.
    private long now = Long.MAX_VALUE - 5;
    private final Retry retry = new Retry(now);

    private Duration failure(Duration after) {
        retry.begin(now);
        now += after.toNanos();
        return retry.failed(now);
    }

    @Test
    void theFirstTryIsAtOnceAndEachFailureDoublesTheWaitUpToAMinute() {
        assertThat(retry.isDue(now)).isTrue();
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(failure(Duration.ofMillis(5))).hasSeconds(seconds);
            assertThat(retry.isDue(now)).isFalse();
            now += Duration.ofSeconds(seconds).toNanos();
            assertThat(retry.isDue(now)).isTrue();
        }
    }

    @Test
    void whatHeldForAWhileStartsAnew() {
        failure(Duration.ofMillis(1));
        failure(Duration.ofMillis(1));
        assertThat(failure(Duration.ofSeconds(10))).hasSeconds(1);
    }
}
