/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapRoomTest {
    @Test
    void theSizesOfTheLauncherHoldWhatTheySay() {
        assertThat(new HeapRoom(64L << 20).connections()).isBetween(4_000, 4_200);
        assertThat(new HeapRoom(192L << 20).connections()).isGreaterThan(15_000);
        assertThat(new HeapRoom(512L << 20).connections()).isGreaterThan(40_000);
    }

    @Test
    void eventLoopsShareTheRoomForTopics() {
        HeapRoom small = new HeapRoom(64L << 20);
        assertThat(small.topics(1)).isEqualTo(4L << 20);
        assertThat(small.topics(16) * 16).isEqualTo(4L << 20);
    }

    @Test
    void aHeapOfAnySizeHasRoomForSome() {
        assertThat(new HeapRoom(1L << 20).connections()).isEqualTo(100);
        assertThat(new HeapRoom(Long.MAX_VALUE).connections()).isEqualTo(Integer.MAX_VALUE);
    }
}
