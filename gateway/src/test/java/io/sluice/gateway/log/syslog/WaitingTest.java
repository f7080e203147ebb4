/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private final Waiting waiting = new Waiting(10);

    private static byte[] message(int id, int length) {
        byte[] message = new byte[length];
        message[0] = (byte) id;
        return message;
    }

    private static List<Byte> ids(List<byte[]> messages) {
        return messages.stream().map(message -> message[0]).toList();
    }

    @Test
    void messagesLeaveInTheirOrderAndTogetherAsManyAsFit() {
        waiting.add(message(1, 2));
        waiting.add(message(2, 3));
        waiting.add(message(3, 4));
        assertThat(ids(waiting.take(5))).containsExactly((byte) 1, (byte) 2);
        // One always does.
        assertThat(ids(waiting.take(1))).containsExactly((byte) 3);
        assertThat(waiting.take(1)).isEmpty();
    }

    @Test
    void whatThereIsNoRoomForIsCounted() {
        waiting.add(message(1, 8));
        waiting.add(message(2, 3));
        assertThat(waiting.lost()).isEqualTo(1);
        waiting.take(8);
        waiting.add(message(3, 3));
        assertThat(ids(waiting.take(10))).containsExactly((byte) 3);
    }

    @Test
    void whatWasTakenAndNotSentComesFirstAgain() {
        waiting.add(message(1, 2));
        waiting.add(message(2, 2));
        waiting.add(message(3, 2));
        List<byte[]> taken = waiting.take(4);
        waiting.putBack(taken);
        assertThat(ids(waiting.take(10))).containsExactly((byte) 1, (byte) 2, (byte) 3);
    }

    @Test
    void theOldestGoWhenThereIsNoRoomToPutThemBack() {
        waiting.add(message(1, 4));
        waiting.add(message(2, 4));
        List<byte[]> taken = waiting.take(8);
        waiting.add(message(3, 5));
        waiting.putBack(taken);
        assertThat(waiting.lost()).isEqualTo(1);
        assertThat(ids(waiting.take(10))).containsExactly((byte) 2, (byte) 3);
        waiting.add(message(4, 4));
        waiting.giveUp();
        assertThat(waiting.lost()).isEqualTo(2);
    }
}
