/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LineLogTest {
    /** Takes lines unless it is told not to. */
    private static final class Sink implements LineSink {
        private final String name;
        private final List<String> written = new CopyOnWriteArrayList<>();
        private volatile boolean full;

        Sink(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Line> write(List<Line> lines) throws IOException {
            if (full && !lines.isEmpty()) {
                throw new IOException("no room");
            }
            lines.forEach(line -> written.add(line.kind().equals("lost") ? line.text() : line.kind()));
            return lines;
        }

        @Override
        public void close() {}
    }

    private static LineLog<String> log(LineSink... sinks) {
        return new LineLog<>(
                "test", kind -> new Line(Severity.NOTICE, kind, "{}"), List.of(sinks), () -> Instant.EPOCH);
    }

    @Test
    void aSinkThatFailsCostsItsOwnLinesAloneAndSaysSoOnceItWorksAgain() {
        Sink disk = new Sink("file");
        Sink other = new Sink("other");
        try (LineLog<String> log = log(disk, other)) {
            disk.full = true;
            log.accept("a");
            await().until(() -> other.written.size() == 1);
            log.accept("b");
            await().until(() -> other.written.size() == 2);
            disk.full = false;
            // Without waiting for another line.
            await().untilAsserted(() -> assertThat(disk.written)
                    .containsExactly(
                            "{\"version\":1,\"type\":\"lost\",\"time\":\"1970-01-01T00:00:00Z\",\"log\":\"test\","
                                    + "\"sink\":\"file\",\"count\":2,\"total\":2}"));
            log.accept("c");
            await().until(() -> disk.written.size() == 2);
            await().untilAsserted(() -> assertThat(log.figures())
                    .containsExactly(
                            new LineLog.Figures("queue", 0, 0),
                            new LineLog.Figures("file", 1, 2),
                            new LineLog.Figures("other", 3, 0)));
            assertThat(other.written).containsExactly("a", "b", "c");
        }
    }

    @Test
    void aLineThatComesAloneIsWrittenAtOnceAndManyAreWrittenTogether() {
        Sink sink = new Sink("file");
        AtomicInteger writes = new AtomicInteger();
        LineSink counting = new LineSink() {
            @Override
            public String name() {
                return sink.name();
            }

            @Override
            public List<Line> write(List<Line> lines) throws IOException {
                writes.addAndGet(lines.isEmpty() ? 0 : 1);
                return sink.write(lines);
            }

            @Override
            public void close() {}
        };
        try (LineLog<String> log = log(counting)) {
            long begun = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                log.accept("line");
            }
            await().until(() -> sink.written.size() == 200);
            long millis = (System.nanoTime() - begun) / 1_000_000;
            assertThat(writes.get()).isBetween(1, (int) (2 + millis / 20));
        }
    }

    @Test
    void whatCannotBeWrittenAtAllIsLeftOutAndCounted() {
        Sink sink = new Sink("file");
        try (LineLog<Integer> log = new LineLog<>(
                "test",
                number -> new Line(Severity.NOTICE, Integer.toString(10 / number), "{}"),
                List.of(sink),
                () -> Instant.EPOCH)) {
            log.accept(5);
            log.accept(0);
            log.accept(10);
            await().until(() -> sink.written.contains("2") && sink.written.contains("1"));
            assertThat(log.dropped()).isEqualTo(1);
        }
    }

    @Test
    void theJournalReadsThePriorityInFront() throws Exception {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Journal journal = new Journal(new PrintStream(err, true, StandardCharsets.UTF_8))) {
            journal.write(List.of(
                    new Line(Severity.ERROR, "lost", "{\"a\":\"°\"}"), new Line(Severity.INFORMATIONAL, "flow", "{}")));
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("<3>{\"a\":\"°\"}\n<6>{}\n");
    }
}
