/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device gets of a broker what can be read in one way only, and as the bytes that the broker sent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneReadingOfDeliveriesIT {
    private static final int DELIVERIES = 1_000;
    private static final int ALIAS_MAXIMUM = 10;

    private ScriptedBroker broker;
    private GatewayProcess gateway;
    private int port;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        broker = new ScriptedBroker();
        gateway = GatewayProcess.start(
                GatewayConfigText.plain(
                        broker.port(),
                        GatewayConfigText.ALLOW_EVERYTHING + "limits { connect-rate-per-source = \"100000/s\" }"),
                folder);
        port = gateway.port();
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable started : Arrays.asList(gateway, broker)) {
            if (started != null) {
                started.close();
            }
        }
    }

    /** What becomes of a delivery. */
    private enum Outcome {
        PASSES,
        IS_WITHHELD,
        ENDS_THE_SESSION
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void aDeliveryArrivesAsItIsOrNotAtAll(int level) throws Exception {
        TrickyPackets tricky = new TrickyPackets(6_000 + level, level);
        List<String> wrong = new ArrayList<>();
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        Both both = null;
        for (int i = 0; i < DELIVERIES; i++) {
            if (both == null) {
                both = Both.connect(port, broker, level);
            }
            byte[] packet = tricky.publish(i);
            Outcome expected = both.expected(packet);
            Outcome actual = both.deliver(packet);
            counts.merge(actual, 1, Integer::sum);
            if (actual != expected) {
                wrong.add(actual + " and not " + expected + ": " + Wire.hex(packet));
            }
            if (actual == Outcome.ENDS_THE_SESSION) {
                both.close();
                both = null;
            }
        }
        if (both != null) {
            both.close();
        }
        assertThat(wrong.stream().limit(20)).isEmpty();
        assertThat(counts).hasSize(3).allSatisfy((outcome, count) -> assertThat(count)
                .isGreaterThan(3));
    }

    /** Both ends of a session. */
    private static final class Both implements AutoCloseable {
        private final int level;
        private final Wire device;
        private final Wire broker;
        private final byte[] last;
        private final Map<Integer, String> aliases = new HashMap<>();

        private Both(int level, Wire device, Wire broker) {
            this.level = level;
            this.device = device;
            this.broker = broker;
            this.last = BadPacket.packet("30", Wire.bytes("0004'last'" + (level == 5 ? "00" : "")));
        }

        static Both connect(int port, ScriptedBroker scripted, int level) throws IOException {
            String aliases = "03 22 %04x".formatted(ALIAS_MAXIMUM);
            String name = level == 3 ? "0006'MQIsdp' 03" : "0004'MQTT' %02x".formatted(level);
            byte[] hello =
                    BadPacket.packet("10", Wire.bytes(name + "02 003c" + (level == 5 ? aliases : "") + "0004'dev1'"));
            Wire device = Wire.to(port).says(hello);
            Wire broker = scripted.accept();
            broker.packet();
            broker.says(level == 5 ? "20 03 000000" : "20 02 0000");
            device.packet();
            return new Both(level, device, broker);
        }

        Outcome expected(byte[] packet) {
            try {
                StrictReading.Publish publish = StrictReading.delivery(packet, level);
                Optional<Integer> alias =
                        publish.property(StrictReading.TOPIC_ALIAS).map(StrictReading.Property::u16);
                String topic = publish.topic();
                if (alias.isPresent()) {
                    if (alias.get() > ALIAS_MAXIMUM || (topic.isEmpty() && !aliases.containsKey(alias.get()))) {
                        return Outcome.ENDS_THE_SESSION;
                    }
                    topic = topic.isEmpty() ? aliases.getOrDefault(alias.get(), "") : topic;
                    aliases.put(alias.get(), topic);
                }
                // A policy that allows everything allows no topic that begins with a dollar.
                return topic.startsWith("$") ? Outcome.IS_WITHHELD : Outcome.PASSES;
            } catch (StrictReading.Refused refused) {
                return Outcome.ENDS_THE_SESSION;
            }
        }

        Outcome deliver(byte[] packet) throws IOException {
            broker.says(packet).says(last);
            try {
                byte[] first = device.packet();
                if (Arrays.equals(first, last)) {
                    return Outcome.IS_WITHHELD;
                }
                if (Packets.type(first) == 14) {
                    return Outcome.ENDS_THE_SESSION;
                }
                Packets.same("delivery", first, packet);
                Packets.same("the delivery behind it", device.packet(), last);
                return Outcome.PASSES;
            } catch (SocketTimeoutException silence) {
                throw new AssertionError("neither this nor what followed arrived: " + Wire.hex(packet), silence);
            } catch (IOException closed) {
                return Outcome.ENDS_THE_SESSION;
            }
        }

        @Override
        public void close() throws IOException {
            device.close();
            broker.close();
        }
    }
}
