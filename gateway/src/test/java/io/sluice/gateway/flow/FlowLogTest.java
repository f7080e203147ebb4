/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.gateway.log.Line;
import io.sluice.gateway.log.LineSink;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FlowLogTest {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("10.0.0.1", 1883);

    /** Keeps lines; stands still from the first one on while it is held. */
    private static final class Lines implements LineSink {
        private final List<String> written = new CopyOnWriteArrayList<>();
        private final List<String> notices = new CopyOnWriteArrayList<>();
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch go;
        private volatile boolean closed;

        Lines(boolean held) {
            go = new CountDownLatch(held ? 1 : 0);
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public List<Line> write(List<Line> lines) {
            if (lines.isEmpty()) {
                return lines;
            }
            reached.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            for (Line line : lines) {
                (line.kind().equals("flow") ? written : notices).add(line.text());
            }
            return lines;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static FlowRecord record() {
        return new Flow(Instant.EPOCH, "lan", ADDRESS, ADDRESS)
                .record(Instant.EPOCH, Optional.of(EndReason.DRAIN), Optional.empty());
    }

    @Test
    void aRecordIsWrittenWithoutWaitingForMore() {
        Lines lines = new Lines(false);
        try (FlowLog log = new FlowLog(List.of(lines), () -> Instant.EPOCH)) {
            log.accept(record());
            await().until(() -> lines.written.size() == 1);
            assertThat(log.dropped()).isZero();
        }
    }

    @Test
    void closingWritesWhatIsLeft() {
        Lines lines = new Lines(false);
        try (FlowLog log = new FlowLog(List.of(lines), () -> Instant.EPOCH)) {
            for (int i = 0; i < 2_000; i++) {
                log.accept(record());
            }
        }
        assertThat(lines.written).hasSize(2_000);
        assertThat(lines.notices).isEmpty();
        assertThat(lines.closed).isTrue();
    }

    @Test
    void aWriterThatStandsStillCostsRecordsAndEachIsCounted() throws Exception {
        Lines lines = new Lines(true);
        int given = 20_000;
        long dropped;
        try (FlowLog log = new FlowLog(List.of(lines), () -> Instant.EPOCH)) {
            FlowRecord record = record();
            log.accept(record);
            lines.reached.await();
            for (int i = 1; i < given; i++) {
                log.accept(record);
            }
            dropped = log.dropped();
            lines.go.countDown();
        }
        assertThat(dropped).isPositive();
        assertThat(lines.written).hasSize((int) (given - dropped));
        // It is said in the log itself.
        assertThat(lines.notices)
                .last()
                .asString()
                .contains("\"type\":\"lost\"", "\"sink\":\"test\"", "\"total\":" + dropped + "}");
    }

    @Test
    void aWriterThatThrowsLosesItsRecordsAndNotTheLog() {
        List<String> written = new CopyOnWriteArrayList<>();
        LineSink failsOnce = new LineSink() {
            private boolean failed;

            @Override
            public String name() {
                return "test";
            }

            @Override
            public List<Line> write(List<Line> lines) {
                if (!failed) {
                    failed = true;
                    throw new IllegalStateException("no room");
                }
                lines.forEach(line -> written.add(line.kind()));
                return lines;
            }

            @Override
            public void close() {}
        };
        try (FlowLog log = new FlowLog(List.of(failsOnce), () -> Instant.EPOCH)) {
            log.accept(record());
            await().until(() -> log.dropped() == 1);
            log.accept(record());
            await().untilAsserted(() -> assertThat(written).containsExactly("lost", "flow"));
        }
    }
}
