/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.session.SessionEvents;
import io.sluice.policy.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Shows verdicts as they are given. Event loops hand them over and go on; a thread prints. What repeats within two seconds
 * is counted and not printed again, so that a flood does not hide the rest.
 */
final class Screen implements SessionEvents, AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int CAPACITY = 10_000;
    private static final int CLIENT_WIDTH = 15;
    private static final int SUBJECT_WIDTH = 40;

    private final PrintWriter out;
    private final Paint paint;
    private final Expectations expectations;
    private final BlockingQueue<Sighting> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Map<String, Repeat> repeats = new HashMap<>();
    private final Thread thread = new Thread(this::print, "screen");
    private volatile boolean closed;

    private static final class Repeat {
        private long printedAt;
        private int hidden;
    }

    Screen(PrintWriter out, Paint paint, Expectations expectations) {
        this.out = out;
        this.paint = paint;
        this.expectations = expectations;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean wantsAllowed() {
        return true;
    }

    @Override
    public void allowed(Flow flow, Verdict verdict, String what, String subject) {
        see(Sighting.of(flow, verdict, what, subject));
    }

    @Override
    public void denied(Flow flow, Verdict verdict, String what, String subject) {
        see(Sighting.of(flow, verdict, what, subject));
    }

    private void see(Sighting sighting) {
        expectations.see(sighting);
        // A full queue means that the terminal cannot keep up: the sighting is counted all the same.
        boolean shown = queue.offer(sighting);
        assert shown || queue.remainingCapacity() == 0;
    }

    private void print() {
        try {
            while (!closed || !queue.isEmpty()) {
                Sighting sighting = queue.poll(50, TimeUnit.MILLISECONDS);
                if (sighting != null) {
                    print(sighting);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(Sighting sighting) {
        String key = sighting.client()
                + ' '
                + sighting.what()
                + ' '
                + sighting.subject()
                + ' '
                + sighting.verdict().reason();
        Repeat repeat = repeats.computeIfAbsent(key, unknown -> new Repeat());
        long now = System.nanoTime();
        if (repeat.printedAt != 0 && now - repeat.printedAt < REPEAT_NANOS) {
            repeat.hidden++;
            return;
        }
        String more = repeat.hidden == 0 ? "" : "  (+" + repeat.hidden + " more)";
        repeat.hidden = 0;
        repeat.printedAt = now;
        String word = sighting.verdict().getClass().getSimpleName().toLowerCase(Locale.ROOT);
        String mark = sighting.isAllowed() ? paint.good("✔ " + pad(word, 10)) : paint.bad("✘ " + pad(word, 10));
        out.println(LocalTime.now(java.time.ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .format(TIME)
                + "  " + mark + " " + pad(sighting.client(), CLIENT_WIDTH) + " " + pad(sighting.what(), 10) + " "
                + pad(sighting.subject(), SUBJECT_WIDTH) + " " + paint.faint(rule(sighting)) + more);
        out.flush();
    }

    /** The rule with its file's name alone: all are of the same folder. */
    private static String rule(Sighting sighting) {
        var rule = sighting.verdict().rule();
        Path file = Path.of(rule.origin().file()).getFileName();
        return (file == null ? "" : file + ":" + rule.origin().line() + " ") + rule.text();
    }

    private static String pad(String text, int width) {
        String shown = text.length() > width ? text.substring(0, width - 1) + "…" : text;
        return shown + " ".repeat(width - shown.length());
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
