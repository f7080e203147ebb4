/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
    private static final class Lines implements FlowLog.LineWriter {
        private final List<String> written = new CopyOnWriteArrayList<>();
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch go;
        private volatile int flushed;
        private volatile boolean closed;

        Lines(boolean held) {
            go = new CountDownLatch(held ? 1 : 0);
        }

        @Override
        public void write(String line) {
            reached.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            written.add(line);
        }

        @Override
        public void flush() {
            flushed = written.size();
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
    void aRecordIsWrittenAndFlushedWithoutWaitingForMore() {
        Lines lines = new Lines(false);
        try (FlowLog log = new FlowLog(lines)) {
            log.accept(record());
            await().until(() -> lines.flushed == 1);
            assertThat(log.dropped()).isZero();
        }
    }

    @Test
    void closingWritesWhatIsLeft() {
        Lines lines = new Lines(false);
        try (FlowLog log = new FlowLog(lines)) {
            for (int i = 0; i < 2_000; i++) {
                log.accept(record());
            }
        }
        assertThat(lines.written).hasSize(2_000);
        assertThat(lines.flushed).isEqualTo(2_000);
        assertThat(lines.closed).isTrue();
    }

    @Test
    void aWriterThatStandsStillCostsRecordsAndEachIsCounted() throws Exception {
        Lines lines = new Lines(true);
        int given = 20_000;
        long dropped;
        try (FlowLog log = new FlowLog(lines)) {
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
    }

    @Test
    void aWriterThatThrowsLosesItsRecordsAndNotTheLog() {
        List<String> written = new CopyOnWriteArrayList<>();
        FlowLog.LineWriter failsOnce = new FlowLog.LineWriter() {
            private boolean failed;

            @Override
            public void write(String line) {
                if (!failed) {
                    failed = true;
                    throw new IllegalStateException("no room");
                }
                written.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        try (FlowLog log = new FlowLog(failsOnce)) {
            log.accept(record());
            await().until(() -> log.dropped() == 1);
            log.accept(record());
            await().until(() -> written.size() == 1);
        }
    }
}
