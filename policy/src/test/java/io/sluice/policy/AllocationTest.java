/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.policy.config.Configuration;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int DECISIONS = 100_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void decidingAllocatesNothing() {
        String rules = IntStream.range(0, 1_000)
                .mapToObj(i -> "\"sensors/%c/room-" + i + "/+\"")
                .collect(Collectors.joining(","));
        SessionPolicy session = Device.named("7")
                .admittedBy(Configuration.policy("policy { classes = [ { name = it, publish { allow = [" + rules
                        + "], deny = [\"+/%c/room-5/x\"] }, subscribe { allow = [" + rules
                        + "] }, wildcards = allow } ] }"));
        byte[][] topics = {
            "sensors/7/room-999/t".getBytes(UTF_8),
            "sensors/7/room-5/x".getBytes(UTF_8),
            "sensors/8/room-5/x".getBytes(UTF_8),
            "$share/g/sensors/7/room-1/+".getBytes(UTF_8),
            "".getBytes(UTF_8)
        };
        decide(session, topics);
        long before = threads.getCurrentThreadAllocatedBytes();
        int allowed = decide(session, topics);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allowed).isPositive();
        // The compiler may spend a little of the thread's memory; a byte a decision would be 100 times this.
        assertThat(bytes).isLessThan(DECISIONS / 100);
    }

    private static int decide(SessionPolicy session, byte[][] topics) {
        int allowed = 0;
        for (int i = 0; i < DECISIONS; i++) {
            byte[] topic = topics[i % topics.length];
            allowed +=
                    session.publish(topic, 0, topic.length, i & 1, (i & 2) != 0).allowed() ? 1 : 0;
            allowed += session.deliver(topic, 0, topic.length).allowed() ? 1 : 0;
            allowed += session.subscribe(topic, 0, topic.length).allowed() ? 1 : 0;
            allowed += session.responseTopic(topic, 0, topic.length).allowed() ? 1 : 0;
        }
        return allowed;
    }
}
