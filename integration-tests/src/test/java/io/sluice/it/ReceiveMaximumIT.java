/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is in flight is counted exactly (MQTT 5, sections 4.9 and 3.3.4), also where thousands of messages are withheld: who
 * fills the window to its last place goes on undisturbed, and one message more ends the session.
 */
class ReceiveMaximumIT {
    private static final String POLICY =
            """
            policy { classes = [ { name = dev
              publish { allow = ["a"] }, subscribe { allow = ["a"] }
              limits { max-qos = 2, publish-rate = unlimited, byte-rate = unlimited } } ] }
            """;

    private static final int LARGEST = 10;
    private static final int ROUNDS = 40;
    private static final String EXCEEDED = "e0 02 93 00";

    @TempDir
    Path folder;

    private ScriptedBroker broker;
    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        broker = new ScriptedBroker();
        gateway = GatewayProcess.start(GatewayConfigText.plain(broker.port(), POLICY), folder);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        broker.close();
    }

    /** A device and its broker connection, past CONNACK. */
    private record Pair(Wire device, Wire broker) implements AutoCloseable {
        @Override
        public void close() throws java.io.IOException {
            device.close();
            broker.close();
        }

        /** What was said before has been judged, and nobody was disconnected. */
        void bothAreThere() throws Exception {
            device.says("c0 00");
            broker.sees("c0 00").says("d0 00");
            device.sees("d0 00");
        }
    }

    /** Each side tells the other the same Receive Maximum. */
    private Pair connected(int receiveMaximum) throws Exception {
        String connect = "10 14 0004'MQTT' 05 02 003c 03 21 %04x 0004'dev1'".formatted(receiveMaximum);
        Wire device = Wire.to(gateway.port()).says(connect);
        Wire upstream = broker.accept().sees(connect).says("20 06 00 00 03 21 %04x".formatted(receiveMaximum));
        assertThat(device.packet()).startsWith(0x20);
        return new Pair(device, upstream);
    }

    private static String publish(int qos, String topic, int packetId) {
        return "%02x 06 0001'%s' %04x 00".formatted(0x30 | qos << 1, topic, packetId);
    }

    private static String allowed(int qos, int packetId) {
        return publish(qos, "a", packetId);
    }

    private static String denied(int qos, int packetId) {
        return publish(qos, "x", packetId);
    }

    /** From one packet identifier to another, both included; nothing if there are none. */
    private static String each(int from, int to, IntFunction<String> packet) {
        return IntStream.rangeClosed(from, to).mapToObj(packet).collect(Collectors.joining());
    }

    private static String puback(int packetId) {
        return "40 02 %04x".formatted(packetId);
    }

    private static String pubrec(int packetId) {
        return "50 02 %04x".formatted(packetId);
    }

    private static String pubrel(int packetId) {
        return "62 02 %04x".formatted(packetId);
    }

    private static String pubcomp(int packetId) {
        return "70 02 %04x".formatted(packetId);
    }

    private static String refused(int type, int packetId) {
        return "%x0 04 %04x 87 00".formatted(type, packetId);
    }

    /** The device has as much in flight as it may; whatever it publishes now is one too many. */
    private static void isFull(Pair pair, int anyUnusedId, boolean anAllowedOne) throws Exception {
        pair.bothAreThere();
        pair.device
                .says(anAllowedOne ? allowed(1, anyUnusedId) : denied(2, anyUnusedId))
                .sees(EXCEEDED)
                .seesTheEnd();
        assertThat(pair.broker.rest()).isEmpty();
    }

    @Test
    void deniedQos1PublishesBehindAnUnansweredOneFillTheWindowExactly() throws Exception {
        for (int maximum = 1; maximum <= LARGEST; maximum++) {
            int last = maximum;
            try (Pair pair = connected(maximum)) {
                for (int round = 0; round < ROUNDS; round++) {
                    pair.device.says(allowed(1, 1) + each(2, last, id -> denied(1, id)));
                    pair.broker.sees(allowed(1, 1));
                    pair.broker.says(puback(1));
                    pair.device.sees(puback(1) + each(2, last, id -> refused(4, id)));
                }
                pair.device.says(allowed(1, 1) + each(2, last, id -> denied(1, id)));
                pair.broker.sees(allowed(1, 1));
                isFull(pair, 100, maximum % 2 == 0);
            }
        }
    }

    @Test
    void deniedQos2PublishesBehindAnUnansweredOneFillTheWindowExactly() throws Exception {
        for (int maximum = 1; maximum <= LARGEST; maximum++) {
            int last = maximum;
            try (Pair pair = connected(maximum)) {
                for (int round = 0; round < ROUNDS; round++) {
                    pair.device.says(allowed(2, 1) + each(2, last, id -> denied(2, id)));
                    pair.broker.sees(allowed(2, 1)).says(pubrec(1));
                    pair.device.sees(pubrec(1) + each(2, last, id -> refused(5, id)));
                    // The denied ones are over, the first one has its place until PUBCOMP.
                    pair.device.says(each(2, last, id -> denied(2, id))).sees(each(2, last, id -> refused(5, id)));
                    pair.device.says(pubrel(1));
                    pair.broker.sees(pubrel(1)).says(pubcomp(1));
                    pair.device.sees(pubcomp(1));
                }
                pair.device.says(each(1, last, id -> allowed(2, id)));
                pair.broker.sees(each(1, last, id -> allowed(2, id)));
                pair.broker.says(each(1, last, ReceiveMaximumIT::pubrec));
                pair.device.sees(each(1, last, ReceiveMaximumIT::pubrec)).says(each(1, last, ReceiveMaximumIT::pubrel));
                pair.broker.sees(each(1, last, ReceiveMaximumIT::pubrel));
                isFull(pair, 100, maximum % 2 == 0);
            }
        }
    }

    @Test
    void deniedPublishesWithNothingBeforeThemNeverFillTheWindow() throws Exception {
        for (int maximum : new int[] {1, 2, 7}) {
            try (Pair pair = connected(maximum)) {
                pair.device.says(each(1, 2_000, id -> denied(1 + id % 2, id)));
                pair.device.sees(each(1, 2_000, id -> refused(4 + id % 2, id)));
                pair.bothAreThere();
            }
        }
    }

    @Test
    void aPubrecWithAnErrorFreesItsPlaceAndOneWithoutDoesNot() throws Exception {
        for (int maximum = 1; maximum <= LARGEST; maximum++) {
            int last = maximum;
            try (Pair pair = connected(maximum)) {
                for (int round = 0; round < ROUNDS / 10; round++) {
                    pair.device.says(each(1, last, id -> allowed(2, id)));
                    pair.broker.sees(each(1, last, id -> allowed(2, id)));
                    pair.broker.says(each(1, last, id -> "50 03 %04x 97".formatted(id)));
                    pair.device.sees(each(1, last, id -> "50 03 %04x 97".formatted(id)));
                }
                pair.device.says(each(1, last, id -> allowed(2, id)));
                pair.broker.sees(each(1, last, id -> allowed(2, id)));
                pair.broker.says(each(1, last, ReceiveMaximumIT::pubrec));
                pair.device.sees(each(1, last, ReceiveMaximumIT::pubrec));
                isFull(pair, 100, maximum % 2 == 0);
            }
        }
    }

    @Test
    void aPubackBeforeAnEarlierPubrecFreesItsPlaceAtOnce() throws Exception {
        for (int maximum = 2; maximum <= LARGEST; maximum++) {
            int last = maximum;
            try (Pair pair = connected(maximum)) {
                pair.device.says(allowed(2, 1));
                pair.broker.sees(allowed(2, 1));
                for (int round = 0; round < ROUNDS; round++) {
                    pair.device.says(each(2, last, id -> allowed(1, id)));
                    pair.broker.sees(each(2, last, id -> allowed(1, id)));
                    pair.broker.says(each(2, last, ReceiveMaximumIT::puback));
                    pair.device.sees(each(2, last, ReceiveMaximumIT::puback));
                }
                pair.device.says(each(2, last, id -> allowed(1, id)));
                pair.broker.sees(each(2, last, id -> allowed(1, id)));
                isFull(pair, 100, maximum % 2 == 0);
            }
        }
    }

    @Test
    void withheldDeliveriesAreAcknowledgedOnceEachAndInOrder() throws Exception {
        for (int maximum = 1; maximum <= LARGEST; maximum++) {
            int last = maximum;
            try (Pair pair = connected(maximum)) {
                for (int round = 0; round < ROUNDS; round++) {
                    pair.broker.says(allowed(1, 1) + each(2, last, id -> denied(1, id)));
                    pair.device.sees(allowed(1, 1));
                    pair.device.says(puback(1));
                    pair.broker.sees(each(1, last, ReceiveMaximumIT::puback));

                    pair.broker.says(allowed(2, 1) + each(2, last, id -> denied(2, id)));
                    pair.device.sees(allowed(2, 1)).says(pubrec(1));
                    pair.broker.sees(each(1, last, ReceiveMaximumIT::pubrec));
                    // Those of the gateway are completed at once, that of the device by the device.
                    pair.broker.says(each(2, last, ReceiveMaximumIT::pubrel) + pubrel(1));
                    pair.device.sees(pubrel(1)).says(pubcomp(1));
                    pair.broker.sees(each(2, last, ReceiveMaximumIT::pubcomp) + pubcomp(1));
                }
                pair.bothAreThere();
            }
        }
    }
}
