/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of the table of answers in one of its variants, played between a device and a broker with a gateway in between.
 *
 * <p>A row proves more than it shows: at its end a PINGREQ and its answer go round, so that nothing else is on either wire;
 * and where one side has ended, the other has too, without another byte.
 */
final class AnswersExchange implements AutoCloseable {
    private static final Pattern STEP = Pattern.compile(
            "((?:device|broker)(\\d?)) (says|sees|ends|closes|from|is refused|is disconnected)(?: (.*))?");

    private final int port;
    private final ScriptedBroker broker;
    private final AnswersTable.Variant variant;
    private final Map<String, String> names;
    private final Queue<AnswersTable.Step> steps;
    private final Map<String, Wire> wires = new TreeMap<>();
    private final Set<String> ended = new HashSet<>();
    private final Set<String> started = new HashSet<>();
    private final String ownAddress;
    private final long begin = System.nanoTime();
    private boolean left;

    /**
     * @param number of no other exchange
     */
    AnswersExchange(int port, ScriptedBroker broker, AnswersTable.Row row, AnswersTable.Variant variant, int number) {
        this.port = port;
        this.broker = broker;
        this.variant = variant;
        this.names = new HashMap<>(row.names());
        names.put(AnswersBytes.CLIENT_ID, row.clientClass() + "-" + number);
        this.ownAddress = "127.1." + number / 250 + "." + (1 + number % 250);
        this.steps = new ArrayDeque<>(row.steps(variant));
        assertThat(steps).as("steps of \"%s\" in %s", row.title(), variant).isNotEmpty();
    }

    /** Plays up to the next event that happens to the gateway, or to the end of the row. */
    void play() throws IOException {
        while (!steps.isEmpty() && !AnswersTable.isEvent(steps.element().text())) {
            step(steps.remove());
        }
        if (steps.isEmpty()) {
            finish();
        }
    }

    /** An event has happened to the gateway. */
    void happened(String event) {
        if (!steps.isEmpty() && steps.element().text().equals(event)) {
            steps.remove();
        }
    }

    private void finish() throws IOException {
        try {
            for (String number : List.of("", "2", "3")) {
                settle("device" + number, "broker" + number);
            }
        } catch (AssertionError | IOException e) {
            throw new AssertionError("after the row: " + e.getMessage(), e);
        }
        left = true;
        close();
    }

    private void step(AnswersTable.Step step) {
        try {
            perform(step.text());
        } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError(step.place() + ": " + step.text() + ": " + e.getMessage(), e);
        }
    }

    private void perform(String step) throws IOException {
        if (step.equals("connected")) {
            perform("device says CONNECT");
            perform("broker sees CONNECT");
            perform("broker says CONNACK");
            perform("device sees GREETING");
        } else if (step.equals("leave")) {
            left = true;
        } else if (step.startsWith("after ")) {
            Duration least = Duration.parse("PT" + step.substring("after ".length()));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(least);
        } else {
            Matcher matcher = STEP.matcher(step);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("no step");
            }
            act(matcher.group(1), matcher.group(3), matcher.group(4) == null ? "" : matcher.group(4));
        }
    }

    private void act(String who, String verb, String what) throws IOException {
        switch (verb) {
            case "says" -> wire(who).says(bytes(what));
            case "sees" -> wire(who).sees(Wire.hex(bytes(what)));
            case "ends" -> end(who);
            case "closes" -> {
                wire(who).close();
                ended.add(who);
            }
            case "is refused" -> {
                wire(who).sees(Wire.hex(bytes("{20 00 " + what + " []}")));
                end(who);
            }
            case "is disconnected" -> {
                wire(who).sees(Wire.hex(bytes("<|{e0 " + what + " []}>")));
                end(who);
            }
            default -> {
                wires.put(who, Wire.from(what.replace("its own address", ownAddress), port));
                started.add(who);
            }
        }
    }

    private byte[] bytes(String text) {
        return AnswersBytes.of(text, variant, names);
    }

    private Wire wire(String who) throws IOException {
        Wire wire = wires.get(who);
        if (wire == null) {
            assertThat(started).as("connections of this row").doesNotContain(who);
            wire = who.startsWith("device") ? Wire.to(port) : broker.accept();
            wires.put(who, wire);
            started.add(who);
        }
        return wire;
    }

    private void end(String who) throws IOException {
        wire(who).seesTheEnd();
        ended.add(who);
    }

    private void settle(String device, String broker) throws IOException {
        boolean deviceIsOn = wires.containsKey(device) && !ended.contains(device);
        boolean brokerIsOn = wires.containsKey(broker) && !ended.contains(broker);
        if (left) {
            return;
        }
        if (deviceIsOn && brokerIsOn) {
            perform(device + " says PINGREQ");
            perform(broker + " sees PINGREQ");
            perform(broker + " says PINGRESP");
            perform(device + " sees PINGRESP");
        } else if (deviceIsOn) {
            end(device);
        } else if (brokerIsOn) {
            end(broker);
        }
    }

    @Override
    public void close() throws IOException {
        for (Wire wire : wires.values()) {
            wire.close();
        }
    }
}
