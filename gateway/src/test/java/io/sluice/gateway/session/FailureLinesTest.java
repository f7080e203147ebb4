/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailureLinesTest {
    private long now = 42;
    private final FailureLines lines = new FailureLines(() -> now);

    private long written(int asked, String source, String reason) {
        return IntStream.range(0, asked)
                .mapToObj(i -> lines.admit(source, reason))
                .filter(OptionalLong::isPresent)
                .count();
    }

    private void wait(Duration time) {
        now += time.toNanos();
    }

    @Test
    void oneSourceWritesTenAMinuteOfOneReason() {
        assertThat(written(1000, "a", "expired")).isEqualTo(FailureLines.OF_EACH_A_MINUTE);
        wait(Duration.ofSeconds(59));
        assertThat(written(1000, "a", "expired")).isZero();
    }

    @Test
    void whatWasLeftOutIsCountedOnTheNextLine() {
        written(1000, "a", "expired");
        wait(Duration.ofSeconds(60));
        assertThat(lines.admit("a", "expired")).hasValue(1000 - FailureLines.OF_EACH_A_MINUTE);
        assertThat(lines.admit("a", "expired")).hasValue(0);
    }

    @Test
    void anotherSourceOrReasonStillHasALine() {
        written(1000, "a", "expired");
        assertThat(lines.admit("b", "expired")).hasValue(0);
        assertThat(lines.admit("a", "revoked")).hasValue(0);
    }

    @Test
    void manySourcesWriteTwentyASecondTogether() {
        long written = IntStream.range(0, 10_000)
                .filter(i -> lines.admit("source " + i, "expired").isPresent())
                .count();
        assertThat(written).isEqualTo(FailureLines.IN_ALL_A_SECOND);
        wait(Duration.ofSeconds(1));
        assertThat(lines.admit("another", "expired")).hasValue(0);
    }

    @Test
    void aMinuteThatBeganInASecondWithoutRoomStillEnds() {
        written(1, "a", "expired");
        written(1000, "b", "expired");
        written(1000, "c", "expired");
        wait(Duration.ofSeconds(1));
        assertThat(written(1000, "a", "expired")).isEqualTo(FailureLines.OF_EACH_A_MINUTE - 1);
    }
}
