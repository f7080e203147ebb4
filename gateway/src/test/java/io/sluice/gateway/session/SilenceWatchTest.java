/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A device with a keep alive of ten seconds, on a clock that the test moves. */
class SilenceWatchTest {
    private final EmbeddedChannel clock = new EmbeddedChannel();
    private boolean listening = true;
    private int silences;
    private final SilenceWatch watch;

    SilenceWatchTest() {
        clock.freezeTime();
        watch = new SilenceWatch(clock.eventLoop(), 10, () -> listening, () -> silences++);
    }

    private void after(int seconds) {
        clock.advanceTimeBy(seconds, TimeUnit.SECONDS);
        clock.runScheduledPendingTasks();
    }

    @Test
    void oneAndAHalfKeepAlivesOfSilenceAreNoticedOnce() {
        after(14);
        assertThat(silences).isZero();
        after(1);
        assertThat(silences).isOne();
        after(100);
        assertThat(silences).isOne();
    }

    @Test
    void aWordInTimeStartsTheWaitAnew() {
        for (int i = 0; i < 10; i++) {
            after(14);
            watch.heard();
        }
        after(14);
        assertThat(silences).isZero();
        after(1);
        assertThat(silences).isOne();
    }

    @Test
    void whoIsNotReadFromIsNotSilent() {
        listening = false;
        after(15);
        after(15);
        assertThat(silences).isZero();
        listening = true;
        after(15);
        assertThat(silences).isOne();
    }

    @Test
    void whatIsStoppedNoticesNothing() {
        watch.stop();
        after(100);
        assertThat(silences).isZero();
    }
}
