/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctTopicsTest {
    private final DistinctTopics topics = new DistinctTopics();

    private static byte[] topic(int number) {
        return ("sensors/kitchen/" + number + "/temperature").getBytes(StandardCharsets.UTF_8);
    }

    private void addAll(int count) {
        for (int i = 0; i < count; i++) {
            topics.add(topic(i), topic(i).length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 8, 9, 63, 64})
    void aFewAreCountedExactlyHoweverOften(int count) {
        addAll(count);
        addAll(count);
        assertThat(topics.count()).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 100, 1_000, 3_000, 10_000, 200_000})
    void manyAreEstimated(int count) {
        addAll(count);
        // Five standard errors: the hashes are seeded anew in each run.
        assertThat(topics.count()).isCloseTo(count, withinPercentage(16));
    }

    @Test
    void theCountNeverShrinks() {
        long before = 0;
        for (int i = 0; i < 20_000; i++) {
            topics.add(topic(i), topic(i).length);
            if (i % 10 == 0) {
                assertThat(topics.count()).isGreaterThanOrEqualTo(before);
                before = topics.count();
            }
        }
    }

    @Test
    void onlyTheFirstBytesCount() {
        byte[] scratch = "a/b--------------".getBytes(StandardCharsets.UTF_8);
        topics.add(scratch, 3);
        scratch[5] = 'Y';
        topics.add(scratch, 3);
        assertThat(topics.count()).isEqualTo(1);
        topics.add(scratch, 4);
        assertThat(topics.count()).isEqualTo(2);
    }

    @Test
    void topicsThatDifferInOneByteAnywhereAreTwo() {
        for (int at = 0; at < 40; at++) {
            byte[] topic = new byte[40];
            topic[at] = 1;
            topics.add(topic, 40);
        }
        assertThat(topics.count()).isEqualTo(40);
    }

    @Test
    void aKnownTopicCostsNoMemory() {
        byte[][] known = new byte[200][];
        for (int i = 0; i < known.length; i++) {
            known[i] = topic(i);
            topics.add(known[i], known[i].length);
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        addOften(known);
        long before = threads.getCurrentThreadAllocatedBytes();
        addOften(known);
        long used = threads.getCurrentThreadAllocatedBytes() - before;
        // The counter itself costs something now and then; a hundred thousand topics would cost megabytes.
        assertThat(used).isLessThan(10_000);
    }

    private void addOften(byte[][] known) {
        for (int i = 0; i < 100_000; i++) {
            byte[] topic = known[i % known.length];
            topics.add(topic, topic.length);
        }
    }
}
