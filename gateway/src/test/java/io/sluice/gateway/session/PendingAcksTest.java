/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class PendingAcksTest {
    private final PendingAcks acks = new PendingAcks();

    private List<Integer> polled() {
        List<Integer> ids = new ArrayList<>();
        for (int answer = acks.poll(); answer != PendingAcks.NONE; answer = acks.poll()) {
            ids.add(PendingAcks.packetId(answer));
        }
        return ids;
    }

    @Test
    void anAnswerWithNothingBeforeItLeavesAtOnce() {
        acks.withheld(65_535, 0x87);
        int answer = acks.poll();
        assertThat(PendingAcks.packetId(answer)).isEqualTo(65_535);
        assertThat(PendingAcks.reasonCode(answer)).isEqualTo(0x87);
        assertThat(acks.size()).isZero();
    }

    @Test
    void anAnswerWaitsForAllThatCameBeforeItInWhateverOrderTheyAreAnswered() {
        acks.forwarded(1);
        acks.forwarded(2);
        acks.withheld(3, 0);
        acks.answered(2);
        assertThat(polled()).isEmpty();
        acks.answered(1);
        assertThat(polled()).containsExactly(3);
    }

    @Test
    void whatIsAnsweredOutOfOrderIsNotCountedAnyLonger() {
        acks.forwarded(1);
        acks.forwarded(2);
        acks.answered(2);
        assertThat(acks.size()).isEqualTo(1);
    }

    @Test
    void answersToWhatIsNotKnownChangeNothing() {
        acks.forwarded(1);
        acks.withheld(2, 0);
        acks.answered(9);
        acks.answered(2);
        assertThat(polled()).isEmpty();
    }

    @RepeatedTest(50)
    void behavesLikeAPlainList() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        record Entry(int id, boolean own) {}
        List<Entry> model = new ArrayList<>();
        for (int i = 1; i < 2_000; i++) {
            int id = i;
            switch (random.nextInt(3)) {
                case 0 -> {
                    acks.forwarded(id);
                    model.add(new Entry(id, false));
                }
                case 1 -> {
                    acks.withheld(id, 0);
                    model.add(new Entry(id, true));
                }
                default -> {
                    List<Entry> forwarded =
                            model.stream().filter(entry -> !entry.own()).toList();
                    if (!forwarded.isEmpty()) {
                        Entry answered = forwarded.get(random.nextInt(forwarded.size()));
                        acks.answered(answered.id());
                        model.remove(answered);
                    }
                }
            }
            List<Integer> expected = new ArrayList<>();
            while (!model.isEmpty() && model.get(0).own()) {
                expected.add(model.remove(0).id());
            }
            assertThat(polled()).as("seed %d", seed).isEqualTo(expected);
            assertThat(acks.size()).as("seed %d", seed).isEqualTo(model.size());
        }
    }
}
