/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapRoomTest {
    @Test
    void theSizesOfTheLauncherHoldWhatTheySay() {
        assertThat(new HeapRoom(64L << 20, 1).connections()).isBetween(4_000, 4_200);
        assertThat(new HeapRoom(192L << 20, 1).connections()).isGreaterThan(15_000);
        assertThat(new HeapRoom(512L << 20, 1).connections()).isGreaterThan(40_000);
    }

    @Test
    void whatTheEventLoopsKeepIsNoRoomForConnections() {
        assertThat(new HeapRoom(64L << 20, 8).connections()).isLessThan(1_500);
    }

    @Test
    void aHeapOfAnySizeHasRoomForSome() {
        assertThat(new HeapRoom(1L << 20, 1).connections()).isEqualTo(100);
        assertThat(new HeapRoom(Long.MAX_VALUE, 1).connections()).isEqualTo(Integer.MAX_VALUE);
    }
}
