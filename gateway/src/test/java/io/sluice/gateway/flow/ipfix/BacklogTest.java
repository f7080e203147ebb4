/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final Backlog backlog = new Backlog(10_000);

    private static WaitingRecord record(int set, int length) {
        return new WaitingRecord(set, new byte[length], 1, 1, Records.START);
    }

    private int fill(int length) {
        int taken = 0;
        while (backlog.offer(record(taken, length))) {
            taken++;
        }
        return taken;
    }

    @Test
    void bytesAndNotRecordsAreWhatIsBounded() {
        assertThat(fill(20)).isEqualTo(100);
        backlog.forget(record -> {});
        assertThat(fill(920)).isEqualTo(10);
    }

    @Test
    void whatLeavesMakesRoom() {
        fill(920);
        assertThat(backlog.poll())
                .hasValueSatisfying(oldest -> assertThat(oldest.template()).isZero());
        assertThat(backlog.offer(record(99, 920))).isTrue();
        assertThat(backlog.offer(record(99, 920))).isFalse();
    }

    @Test
    void whatComesBackIsTakenAndGoesFirst() {
        fill(920);
        WaitingRecord returned = record(300, 20);
        backlog.putBack(List.of(returned));
        assertThat(backlog.poll()).contains(returned);
        List<WaitingRecord> left = new ArrayList<>();
        backlog.forget(left::add);
        assertThat(left).hasSize(10);
        assertThat(backlog.isEmpty()).isTrue();
        assertThat(backlog.poll()).isEmpty();
    }
}
