/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.policy.Rate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThrottlesTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final Optional<Rate> TEN_A_DAY = Optional.of(new Rate(10, Duration.ofDays(1)));

    private final Throttles throttles = new Throttles();

    private static Throttles.Key key(String device) {
        return new Throttles.Key("class", device, TEN_A_DAY, Optional.empty());
    }

    private static int spendAll(Allowance allowance) {
        int spent = 0;
        while (allowance.spend(1, 0) == 0) {
            spent++;
        }
        return spent;
    }

    @Test
    void aDeviceSpendsItsRateAndNoMore() {
        Allowance allowance = throttles.join(key("a")).publishes().orElseThrow();
        assertThat(spendAll(allowance)).isEqualTo(10);
        assertThat(allowance.spend(1, MINUTE)).isEqualTo(Allowance.NOT_IN_TIME);
    }

    @Test
    void comingBackDoesNotRefill() {
        spendAll(throttles.join(key("a")).publishes().orElseThrow());
        throttles.leave(key("a"));
        throttles.sweep();
        assertThat(spendAll(throttles.join(key("a")).publishes().orElseThrow())).isZero();
    }

    @Test
    void twoConnectionsOfADeviceShareItsRate() {
        Allowance one = throttles.join(key("a")).publishes().orElseThrow();
        Allowance two = throttles.join(key("a")).publishes().orElseThrow();
        assertThat(spendAll(one) + spendAll(two)).isEqualTo(10);
    }

    @Test
    void devicesDoNotSpendOfEachOther() {
        spendAll(throttles.join(key("a")).publishes().orElseThrow());
        assertThat(spendAll(throttles.join(key("b")).publishes().orElseThrow())).isEqualTo(10);
    }

    @Test
    void whatWasNotUsedIsForgotten() {
        throttles.join(key("a"));
        throttles.leave(key("a"));
        assertThat(throttles.size()).isZero();
    }

    @Test
    void theTableStaysBoundedWhateverClientIdsAreTried() {
        for (int i = 0; i < Throttles.MAX_UNUSED + 1_000; i++) {
            Throttles.Key key = key("device-" + i);
            spendAll(throttles.join(key).publishes().orElseThrow());
            throttles.leave(key);
        }
        assertThat(throttles.size()).isLessThanOrEqualTo(Throttles.MAX_UNUSED);
    }

    @Test
    void aPacketLargerThanTheRateWaitsAndIsNotLetThroughForFree() {
        Throttles.Key key =
                new Throttles.Key("class", "a", Optional.empty(), Optional.of(new Rate(1000, Duration.ofDays(1))));
        Allowance bytes = throttles.join(key).bytes().orElseThrow();
        assertThat(bytes.spend(5_000, MINUTE)).isEqualTo(Allowance.NOT_IN_TIME);
        assertThat(bytes.spend(5_000, MINUTE)).isEqualTo(Allowance.NOT_IN_TIME);
    }
}
