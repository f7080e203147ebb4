/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.demo.EmbeddedBroker;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway takes a packet for is what the broker takes it for; what can be read in two ways reaches no broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneReadingIT {
    private static final int PUBLISHES = 1_000;
    private static final int SUBSCRIBES = 500;
    private static final int CONNECTS = 500;

    private OpenMosquitto mosquitto;
    private EmbeddedBroker artemis;
    private Recorder brokerSide;
    private GatewayProcess gateway;
    private int port;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        mosquitto = OpenMosquitto.start(folder, "");
        artemis = EmbeddedBroker.plain();
        brokerSide = Recorder.before(mosquitto.port());
        gateway = GatewayProcess.start(
                GatewayConfigText.plain(
                        brokerSide.port(),
                        GatewayConfigText.ALLOW_EVERYTHING + "limits { connect-rate-per-source = \"100000/s\" }"),
                folder);
        port = gateway.port();
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable started : Arrays.asList(gateway, brokerSide, mosquitto, artemis)) {
            if (started != null) {
                started.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void whatCanBeReadInTwoWaysEndsTheSession(int level) throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (BadPacket bad : BadPacket.inASession(level)) {
            brokerSide.turnTo(mosquitto.port());
            byte[] connect = LockstepDevice.hello(level, "dev1");
            try (Wire device = Wire.to(port).says(connect)) {
                assertThat(device.packet()).startsWith(0x20);
                // What a packet that is taken for another might go on with.
                device.says(bad.bytes()).says("c0 00");
                String goodbye = level == 5 ? "e0 02 %02x 00".formatted(bad.reasonCode()) : "";
                softly.assertThat(Wire.hex(device.rest())).as(bad.toString()).isEqualTo(goodbye);
            }
            softly.assertThat(brokerSide.awaitEnds().sessions())
                    .as(bad.toString())
                    .extracting(session -> Wire.hex(session.fromClient()))
                    .containsExactly(Wire.hex(connect));
        }
        softly.assertAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void whatCanBeReadInTwoWaysBeginsNoSession(int level) throws Exception {
        brokerSide.turnTo(mosquitto.port());
        SoftAssertions softly = new SoftAssertions();
        for (BadPacket bad : BadPacket.insteadOfConnect(level)) {
            try (Wire device = Wire.to(port).says(bad.bytes())) {
                softly.assertThat(Wire.hex(device.rest())).as(bad.toString()).isEmpty();
            }
        }
        byte[] good = LockstepDevice.hello(level, "dev1");
        try (Wire device = Wire.to(port).says(good)) {
            device.packet();
        }
        softly.assertThat(brokerSide.awaitEnds().sessions())
                .extracting(session -> Wire.hex(session.fromClient()))
                .containsExactly(Wire.hex(good));
        softly.assertAll();
    }

    /** The brokers that everybody runs. */
    private enum Broker {
        MOSQUITTO(10),
        ARTEMIS(256);

        private final int aliasMaximum;

        Broker(int aliasMaximum) {
            this.aliasMaximum = aliasMaximum;
        }

        /**
         * Whether it is free of bugs here. Artemis 2.55 closes on {@code 30 03 0001'a'}, without a payload.
         */
        boolean canRead(StrictReading.Publish publish) {
            return this == MOSQUITTO || publish.topic().length() + publish.payload().length > 1;
        }

        /** Artemis knows no Retain As Published. */
        boolean tellsRetain() {
            return this == MOSQUITTO;
        }
    }

    static Stream<Arguments> brokersAndLevels() {
        return Stream.of(Broker.values())
                .flatMap(broker -> IntStream.rangeClosed(3, 5).mapToObj(level -> Arguments.of(broker, level)));
    }

    @ParameterizedTest
    @MethodSource("brokersAndLevels")
    void aPublishIsTakenForWhatItIs(Broker broker, int level) throws Exception {
        int brokerPort = broker == Broker.MOSQUITTO ? mosquitto.port() : artemis.port();
        brokerSide.turnTo(brokerPort);
        TrickyPackets tricky = new TrickyPackets(7_000 + level, level);
        Agreement agreement = new Agreement(broker.tellsRetain());
        LockstepDevice device = null;
        try (Observer observer = Observer.at(brokerPort)) {
            for (int i = 0; i < PUBLISHES; i++) {
                if (device == null) {
                    device = LockstepDevice.connect(port, level, "p%d-%d".formatted(level, i), broker.aliasMaximum);
                }
                byte[] packet = tricky.publish(i);
                Optional<StrictReading.Packet> meaning = device.meaning(packet);
                if (meaning.isPresent() && meaning.get() instanceof StrictReading.Publish publish) {
                    if (!broker.canRead(publish)) {
                        continue;
                    }
                    agreement.expect(publish, device.topic(publish));
                }
                if (!agreement.goesOn(packet, device.survives(packet, meaning), meaning.isPresent())) {
                    device.close();
                    device = null;
                }
            }
            agreement.compare(observer);
        } finally {
            if (device != null) {
                device.close();
            }
        }
        agreement.holds();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void mosquittoTakesASubscribeForWhatItIs(int level) throws Exception {
        brokerSide.turnTo(mosquitto.port());
        TrickyPackets tricky = new TrickyPackets(8_000 + level, level);
        Agreement agreement = new Agreement(true);
        List<String> asked = new ArrayList<>();
        String clientId = "";
        LockstepDevice device = null;
        try {
            for (int i = 0; i < SUBSCRIBES; i++) {
                if (device == null) {
                    clientId = "subscriber-%d-%d".formatted(level, i);
                    device = LockstepDevice.connect(port, level, clientId, 0);
                }
                byte[] packet = tricky.filters();
                Optional<StrictReading.Packet> meaning = device.meaning(packet);
                boolean survived = device.survives(packet, meaning);
                if (!agreement.goesOn(packet, survived, meaning.isPresent())) {
                    device.close();
                    device = null;
                } else if (meaning.isPresent() && meaning.get() instanceof StrictReading.Filters filters) {
                    asked.addAll(logged(clientId, filters));
                    if (filters.type() == 8) {
                        assertThat(device.granted()).isEqualTo(filters.filters().size());
                    }
                }
            }
        } finally {
            if (device != null) {
                device.close();
            }
        }
        String prefix = "subscriber-%d-".formatted(level);
        List<String> said = mosquitto.logged("(" + prefix + "\\d+ .*)");
        agreement.compare(
                said.stream()
                        .filter(line -> !line.endsWith(LockstepDevice.BARRIER))
                        .toList(),
                asked);
        agreement.holds();
    }

    /** The lines that Mosquitto logs for what the policy lets through: no filter for topics that begin with a dollar. */
    private static List<String> logged(String clientId, StrictReading.Filters filters) {
        return filters.filters().stream()
                .filter(one -> filters.type() == 10 || isAllowed(one.filter()))
                .map(one -> clientId + " " + (filters.type() == 8 ? (one.options() & 3) + " " : "") + one.filter())
                .toList();
    }

    private static boolean isAllowed(String filter) {
        return !filter.startsWith("$") || filter.matches("(?s)\\$share/[^/+#]+/(?!\\$).+");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void mosquittoTakesAConnectForWhatItIs(int level) throws Exception {
        brokerSide.turnTo(mosquitto.port());
        TrickyPackets tricky = new TrickyPackets(9_000 + level, level);
        Agreement agreement = new Agreement(true);
        List<String> greeted = new ArrayList<>();
        String prefix = "client-%d-".formatted(level);
        try (Observer observer = Observer.at(mosquitto.port())) {
            for (int i = 0; i < CONNECTS; i++) {
                byte[] packet = tricky.connect(prefix + i);
                Optional<StrictReading.Connect> meaning = connect(packet);
                if (meaning.isPresent() && !isOrdinary(meaning.get(), prefix)) {
                    continue;
                }
                boolean allowed = meaning.flatMap(StrictReading.Connect::will)
                        .map(will -> Agreement.isAllowed(will, will.topic()))
                        .orElse(true);
                try (Wire device = Wire.to(port).says(packet)) {
                    boolean accepted = isAccepted(device);
                    agreement.goesOn(packet, accepted, meaning.isPresent() && allowed);
                    if (accepted && meaning.isPresent()) {
                        greeted.add(greeting(meaning.get()));
                        meaning.get().will().ifPresent(will -> agreement.expect(will, will.topic()));
                    }
                }
            }
            agreement.compare(observer);
        }
        agreement.compare(mosquitto.logged("New client connected from \\S+ as (" + prefix + ".*)"), greeted);
        agreement.holds();
    }

    private static Optional<StrictReading.Connect> connect(byte[] packet) {
        try {
            return Optional.of((StrictReading.Connect) StrictReading.packet(packet, 5));
        } catch (StrictReading.Refused refused) {
            return Optional.empty();
        }
    }

    /** Whether nothing is asked for by which a good CONNECT could be refused, or its will not be seen at once. */
    private static boolean isOrdinary(StrictReading.Connect connect, String prefix) {
        boolean lingers = connect.will()
                .flatMap(will -> will.property(StrictReading.WILL_DELAY))
                .map(delay -> delay.u32() > 0)
                .orElse(false);
        boolean small = connect.property(StrictReading.MAXIMUM_PACKET_SIZE)
                .map(size -> size.u32() < 1_000)
                .orElse(false);
        return connect.clientId().startsWith(prefix)
                && connect.keepAlive() > 0
                && connect.keepAlive() <= 3_600
                && connect.property(StrictReading.AUTHENTICATION_METHOD).isEmpty()
                && !lingers
                && !small;
    }

    private static boolean isAccepted(Wire device) {
        try {
            return device.packet()[3] == 0;
        } catch (SocketTimeoutException silence) {
            throw new AssertionError("no answer to a CONNECT", silence);
        } catch (IOException closed) {
            return false;
        }
    }

    /** How Mosquitto writes down a CONNECT. */
    private static String greeting(StrictReading.Connect connect) {
        int protocol = connect.level() == 5 ? 5 : connect.level() - 2;
        // An empty user name is none to Mosquitto; to a policy it matches nothing.
        String username = connect.username()
                .filter(name -> !name.isEmpty())
                .map(name -> ", u'" + name + "'")
                .orElse("");
        return "%s (p%d, c%d, k%d%s)."
                .formatted(connect.clientId(), protocol, connect.clean() ? 1 : 0, connect.keepAlive(), username);
    }
}
