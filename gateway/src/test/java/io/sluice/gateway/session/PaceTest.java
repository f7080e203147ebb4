/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.limit.Throttles;
import io.sluice.policy.Reason;
import io.sluice.policy.SessionPolicy;
import io.sluice.policy.Verdict;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Hourly rates, so that nothing comes back while a test runs. */
class PaceTest {
    private final Throttles throttles = new Throttles();

    private Pace pace(String limits, int keepAlive) {
        SessionPolicy policy = Policies.session("limits { " + limits + " }");
        Throttles.Key key = new Throttles.Key(
                policy.className(),
                "device",
                policy.limits().publishRate(),
                policy.limits().byteRate());
        return new Pace(policy, throttles.join(key), keepAlive);
    }

    @Test
    void withoutRatesNothingEverWaits() {
        Pace pace = pace("publish-rate = unlimited, byte-rate = unlimited", 60);
        for (int i = 0; i < 10_000; i++) {
            assertThat(pace.wait(268_435_460)).isZero();
        }
    }

    @Test
    void aMessageAboveTheRateIsDropped() {
        Pace pace = pace("publish-rate = 3/h, byte-rate = unlimited, on-exceed = drop", 60);
        for (int i = 0; i < 3; i++) {
            assertThat(pace.wait(100)).isZero();
        }
        assertThat(pace.wait(100)).isEqualTo(Pace.EXCEEDED);
        assertThat(pace.verdict()).isInstanceOf(Verdict.Drop.class);
        assertThat(pace.verdict().reason()).isEqualTo(Reason.PUBLISH_RATE);
    }

    @Test
    void theBytesOfWholePacketsCount() {
        Pace pace = pace("publish-rate = unlimited, byte-rate = 1000B/h, on-exceed = disconnect", 60);
        assertThat(pace.wait(600)).isZero();
        assertThat(pace.wait(400)).isZero();
        assertThat(pace.wait(1)).isEqualTo(Pace.EXCEEDED);
        assertThat(pace.verdict()).isInstanceOf(Verdict.Disconnect.class);
        assertThat(pace.verdict().reason()).isEqualTo(Reason.BYTE_RATE);
    }

    @Test
    void whatWouldWaitLongerThanTheKeepAliveAllowsIsDropped() {
        Pace pace = pace("publish-rate = 1/h, byte-rate = unlimited, on-exceed = delay", 60);
        assertThat(pace.wait(1)).isZero();
        assertThat(pace.wait(1)).isEqualTo(Pace.EXCEEDED);
        assertThat(pace.verdict()).isInstanceOf(Verdict.Drop.class);
    }

    @Test
    void aDelayIsNeverLongerThanHalfAKeepAlive() {
        Pace pace = pace("publish-rate = 1/s, byte-rate = unlimited, on-exceed = delay", 10);
        long longest = 0;
        long wait = pace.wait(1);
        for (int i = 0; i < 100 && wait != Pace.EXCEEDED; i++) {
            longest = Math.max(longest, wait);
            wait = pace.wait(1);
        }
        assertThat(wait).isEqualTo(Pace.EXCEEDED);
        assertThat(longest).isGreaterThan(TimeUnit.SECONDS.toNanos(3)).isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void withoutAKeepAliveADelayStillEnds() {
        Pace pace = pace("publish-rate = 1/min, byte-rate = unlimited, on-exceed = delay", 0);
        long longest = 0;
        for (int i = 0; i < 10; i++) {
            longest = Math.max(longest, pace.wait(1));
        }
        assertThat(longest).isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(30));
        assertThat(pace.wait(1)).isEqualTo(Pace.EXCEEDED);
    }

    @Test
    void connectingAnewDoesNotRefill() {
        String limits = "publish-rate = 2/h, byte-rate = unlimited, on-exceed = drop";
        Pace first = pace(limits, 60);
        assertThat(first.wait(1)).isZero();
        assertThat(first.wait(1)).isZero();
        assertThat(pace(limits, 60).wait(1)).isEqualTo(Pace.EXCEEDED);
    }
}
