/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActiveTimeoutsTest {
    private static final long TIMEOUT = 60_000;
    private static final long TICK = 600;

    private final ActiveTimeouts<Integer> timeouts = new ActiveTimeouts<>(TIMEOUT, TICK);
    private long now = Long.MAX_VALUE - 100_000;

    private void begin(int first, int count) {
        IntStream.range(first, first + count).forEach(who -> timeouts.begin(who, now));
    }

    @Test
    void eachIsDueOneTimeoutAfterItBegan() {
        timeouts.begin(1, now);
        timeouts.begin(2, now + 5);
        assertThat(timeouts.due(now + TIMEOUT - 1)).isEmpty();
        assertThat(timeouts.due(now + TIMEOUT)).containsExactly(1);
        assertThat(timeouts.due(now + TIMEOUT + 5)).containsExactly(2);
        assertThat(timeouts.due(now + 2 * TIMEOUT)).containsExactly(1);
    }

    @Test
    void whoHasEndedIsDueNoMore() {
        begin(0, 3);
        timeouts.end(1);
        assertThat(timeouts.all()).containsExactlyInAnyOrder(0, 2);
        assertThat(timeouts.due(now + TIMEOUT)).containsExactly(0, 2);
    }

    @Test
    void nobodyIsAskedForBeforeTheNextIsDue() {
        assertThat(timeouts.untilNext(now)).isEqualTo(TIMEOUT);
        timeouts.begin(1, now);
        now += 1000;
        timeouts.begin(2, now);
        assertThat(timeouts.untilNext(now)).isEqualTo(TIMEOUT - 1000);
        assertThat(timeouts.untilNext(now + TIMEOUT)).isEqualTo(TICK);
    }

    /** From the first second to overflow of the clock, which System.nanoTime may do. */
    @Test
    void thousandsThatBeganTogetherAreRecordedInSharesAndNeverMoreThanAQuarterOfATimeoutLate() {
        int many = 10_000;
        begin(0, many);
        Map<Integer, List<Long>> recorded = new HashMap<>();
        long began = now;
        int most = 0;
        for (long end = now + 4 * TIMEOUT; now - end < 0; now += timeouts.untilNext(now)) {
            List<Integer> due = timeouts.due(now);
            most = Math.max(most, due.size());
            due.forEach(who ->
                    recorded.computeIfAbsent(who, none -> new ArrayList<>()).add(now - began));
        }
        assertThat(most).isLessThanOrEqualTo(many / 20);
        assertThat(recorded).hasSize(many);
        assertThat(recorded.values()).allSatisfy(times -> {
            assertThat(times).hasSizeGreaterThanOrEqualTo(3);
            long before = 0;
            for (long time : times) {
                assertThat(time - before).isBetween(TIMEOUT, TIMEOUT + TIMEOUT / 4 + TICK);
                before = time;
            }
        });
    }

    @Test
    void aFewAreAllRecordedAtOnce() {
        begin(0, 16);
        assertThat(timeouts.due(now + TIMEOUT)).hasSize(16);
    }
}
