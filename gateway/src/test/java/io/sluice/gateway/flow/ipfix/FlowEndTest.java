/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.flow.EndReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FlowEndTest {
    @ParameterizedTest
    @CsvSource({
        "DEVICE_DISCONNECT, 3, 2, 64",
        "DEVICE_VANISHED, 3, 2, 64",
        "KEEP_ALIVE, 1, 2, 64",
        "BROKER_CLOSED, 3, 2, 64",
        "BROKER_REFUSED, 3, 2, 64",
        "UPSTREAM_UNREACHABLE, 4, 2, 131",
        "UPSTREAM_TLS, 4, 2, 128",
        "CONNECT_TIMEOUT, 1, 3, 128",
        "DENIED_NETWORK, 4, 3, 129",
        "BANNED, 4, 3, 129",
        "DENIED_CONNECT, 4, 3, 129",
        "DENIED_PACKET, 4, 3, 129",
        "CONNECTION_LIMIT, 4, 3, 138",
        "RATE, 4, 3, 138",
        "MALFORMED, 4, 3, 128",
        "DRAIN, 4, 2, 64"
    })
    void reasonEventAndStatusSayHowItEnded(EndReason reason, int flowEndReason, int event, int status) {
        assertThat(FlowEnd.of(Records.v4().ending(reason).record()))
                .isEqualTo(new FlowEnd(flowEndReason, event, status));
    }

    @ParameterizedTest
    @EnumSource(EndReason.class)
    void eachEndHasWordsOfIana(EndReason reason) {
        FlowEnd end = FlowEnd.of(Records.v4().ending(reason).record());
        assertThat(end.reason()).isBetween(1, 4);
        assertThat(end.event()).isIn(2, 3);
        assertThat(end.status() >> 6).isIn(1, 2);
        // What was denied was not forwarded.
        assertThat(end.event() == 3 && end.status() == 64).isFalse();
    }

    @Test
    void anInterimRecordIsAnActiveTimeout() {
        assertThat(FlowEnd.of(Records.v4().interim().record())).isEqualTo(new FlowEnd(2, 5, 64));
    }
}
