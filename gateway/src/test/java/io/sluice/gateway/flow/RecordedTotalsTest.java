/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecordedTotalsTest {
    private final RecordedTotals recorded = new RecordedTotals();

    @Test
    void theFirstDeltasAreTheTotals() {
        FlowRecord.Totals totals = each(3);

        assertThat(recorded.deltasOf(totals)).isEqualTo(totals);
    }

    @Test
    void laterDeltasCountFromTheLastRecordInEachCounter() {
        recorded.set(each(3));
        recorded.set(each(40));

        assertThat(recorded.deltasOf(each(100))).isEqualTo(each(60));
    }

    /** No two counters are alike, so that one taken for another shows. */
    private static FlowRecord.Totals each(long n) {
        return new FlowRecord.Totals(
                n,
                2 * n,
                3 * n,
                4 * n,
                5 * n,
                6 * n,
                7 * n,
                8 * n,
                9 * n,
                10 * n,
                11 * n,
                12 * n,
                13 * n,
                Duration.ofSeconds(n).plusNanos(14 * n));
    }
}
