/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A client at the broker itself that is subscribed to everything, in MQTT 5 and with Retain As Published: what it gets is
 * what the broker took each PUBLISH for.
 */
final class Observer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String LAST = "the last one";

    private final int port;
    private final Wire wire;
    private final List<Taken> taken = new ArrayList<>();
    private String trouble = "";

    private Observer(int port) throws IOException {
        this.port = port;
        this.wire = Wire.to(port);
    }

    /**
     * What a message is to those who get it.
     *
     * @param properties but for those that a broker changes
     */
    record Taken(String topic, String payload, int qos, boolean retain, String properties) {
        static Taken of(StrictReading.Publish publish, String topic) {
            String properties = publish.properties().stream()
                    .filter(property -> property.id() != StrictReading.MESSAGE_EXPIRY
                            && property.id() != StrictReading.WILL_DELAY
                            && property.id() != StrictReading.TOPIC_ALIAS)
                    // Brokers order them as they like, but for user properties.
                    .sorted(Comparator.comparingInt(StrictReading.Property::id))
                    .map(property -> "%02x %s".formatted(property.id(), Wire.hex(property.value())))
                    .collect(Collectors.joining(", "));
            String payload = new String(publish.payload(), StandardCharsets.ISO_8859_1);
            return new Taken(topic, payload, publish.qos(), publish.retain(), properties);
        }

        Taken notRetained() {
            return new Taken(topic, payload, qos, false, properties);
        }
    }

    static Observer at(int port) throws IOException {
        Observer observer = new Observer(port);
        observer.wire.says("10 15 0004'MQTT' 05 02 0000 00 0008'observer'").packet();
        observer.wire.says("82 07 0001 00 0001'#' 2a");
        assertThat(observer.wire.packet()).endsWith(0x02);
        observer.wire.socket().setSoTimeout(0);
        Thread reader = new Thread(observer::read, "observer");
        reader.setDaemon(true);
        reader.start();
        return observer;
    }

    private void read() {
        try {
            while (true) {
                byte[] packet = wire.packet();
                int type = Packets.type(packet);
                if (type == 3) {
                    StrictReading.Publish publish = StrictReading.delivery(packet, 5);
                    note(Taken.of(publish, publish.topic()));
                    if (publish.qos() > 0) {
                        wire.says("%s 02 %04x".formatted(publish.qos() == 1 ? "40" : "50", publish.packetId()));
                    }
                } else if (type == 6) {
                    wire.says("70 02 %02x%02x".formatted(packet[2], packet[3]));
                }
            }
        } catch (IOException closed) {
            fail("the connection ended: " + closed.getMessage());
        } catch (StrictReading.Refused refused) {
            fail("the broker sent what nobody may send: " + refused.getMessage());
        }
    }

    private synchronized void note(Taken message) {
        taken.add(message);
    }

    private synchronized void fail(String why) {
        trouble = why;
    }

    private synchronized boolean has(int count) {
        return taken.size() >= count || !trouble.isEmpty();
    }

    private synchronized boolean hasTheLast() {
        return !trouble.isEmpty() || taken.stream().anyMatch(message -> message.topic.equals(LAST));
    }

    /** All that has come, when at least so many are there or do not come any more. */
    List<Taken> all(int count) throws Exception {
        try {
            await().pollInterval(Duration.ofMillis(10)).atMost(PATIENCE).until(() -> has(count));
        } catch (org.awaitility.core.ConditionTimeoutException tooFew) {
            // The caller finds out which.
        }
        try (Wire last = Wire.to(port).says("10 11 0004'MQTT' 04 02 0000 0005'last1'")) {
            last.packet();
            last.says("30 0e" + "%04x".formatted(LAST.length()) + "'" + LAST + "'");
            await().pollInterval(Duration.ofMillis(10)).atMost(PATIENCE).until(this::hasTheLast);
        }
        synchronized (this) {
            assertThat(trouble).isEmpty();
            return taken.stream().filter(message -> !message.topic.equals(LAST)).toList();
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
