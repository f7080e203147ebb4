/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineBudgetTest {
    private long now = 42;
    private final LineBudget lines = new LineBudget(() -> now);

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
        assertThat(written(1000, "a", "expired")).isEqualTo(LineBudget.OF_EACH_A_MINUTE);
        wait(Duration.ofSeconds(59));
        assertThat(written(1000, "a", "expired")).isZero();
    }

    @Test
    void whatWasLeftOutIsCountedOnTheNextLine() {
        written(1000, "a", "expired");
        wait(Duration.ofSeconds(60));
        assertThat(lines.admit("a", "expired")).hasValue(1000 - LineBudget.OF_EACH_A_MINUTE);
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
        assertThat(written).isEqualTo(LineBudget.IN_ALL_A_SECOND);
        wait(Duration.ofSeconds(1));
        assertThat(lines.admit("another", "expired")).hasValue(0);
    }

    @Test
    void aMinuteThatBeganInASecondWithoutRoomStillEnds() {
        written(1, "a", "expired");
        written(1000, "b", "expired");
        written(1000, "c", "expired");
        wait(Duration.ofSeconds(1));
        assertThat(written(1000, "a", "expired")).isEqualTo(LineBudget.OF_EACH_A_MINUTE - 1);
    }

    @Test
    void whatWasLeftOutOfASourceThatHasGoneQuietIsToldOnce() {
        written(1000, "a", "expired");
        assertThat(lines.leftOut(10)).isEmpty();
        assertThat(lines.untold()).isEqualTo(1000 - LineBudget.OF_EACH_A_MINUTE);
        wait(Duration.ofSeconds(60));
        assertThat(lines.leftOut(10))
                .containsExactly(
                        new LineBudget.LeftOut(Optional.of("a"), "expired", 1000 - LineBudget.OF_EACH_A_MINUTE));
        assertThat(lines.leftOut(10)).isEmpty();
        assertThat(lines.untold()).isZero();
    }

    @Test
    void sourcesThatAreForgottenStillCount() {
        int sources = LineBudget.MOST_REMEMBERED + 1000;
        for (int i = 0; i < sources; i++) {
            lines.admit("source " + i, "expired");
        }
        assertThat(lines.untold()).isEqualTo(sources - LineBudget.IN_ALL_A_SECOND);
        assertThat(lines.leftOut(10))
                .containsExactly(new LineBudget.LeftOut(Optional.empty(), "any", 1000 - LineBudget.IN_ALL_A_SECOND));
    }
}
