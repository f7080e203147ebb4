/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.demo.EmbeddedBroker;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With a policy that allows everything the gateway is not there: what a device says is byte for byte what the broker hears,
 * and the other way round. The one exception is the CONNACK of MQTT 5, to which the gateway's own limits are added.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransparencyIT {
    /** Maximum Packet Size 262,144, which is the policy's limit; Mosquitto says none. */
    private static final String LOWERED = "27 00040000";

    /** An acknowledgement or two, in bytes. */
    private static final int CROSSING = 20;

    private OpenMosquitto direct;
    private OpenMosquitto behind;
    private OpenMosquitto directAgain;
    private OpenMosquitto behindAgain;
    private EmbeddedBroker artemis;
    private Recorder brokerSide;
    private GatewayProcess gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        direct = OpenMosquitto.start(folder, "");
        behind = OpenMosquitto.start(folder, "");
        directAgain = OpenMosquitto.start(folder, "");
        behindAgain = OpenMosquitto.start(folder, "");
        artemis = EmbeddedBroker.plain();
        brokerSide = Recorder.before(behind.port());
        gateway = GatewayProcess.start(
                GatewayConfigText.plain(
                        brokerSide.port(),
                        GatewayConfigText.ALLOW_EVERYTHING.replace(
                                        "wildcards = allow", "wildcards = allow, empty-client-id = allow")
                                + "limits { connect-rate-per-source = \"10000/s\" }"),
                folder);
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable started :
                Arrays.asList(gateway, brokerSide, direct, behind, directAgain, behindAgain, artemis)) {
            if (started != null) {
                started.close();
            }
        }
    }

    static List<Visit> visits() {
        return Visit.all();
    }

    @ParameterizedTest
    @MethodSource("visits")
    void aVisitToTheBrokerIsTheSameThroughTheGateway(Visit visit) throws Exception {
        String prefix = prefix(visit);
        try (Recorder withoutGateway = Recorder.before(direct.port());
                Recorder deviceSide = Recorder.before(gateway.port())) {
            String seenDirectly = visit.steps().at(withoutGateway.port(), prefix);
            brokerSide.turnTo(behind.port());
            String seenThroughTheGateway = visit.steps().at(deviceSide.port(), prefix);

            assertThat(seenThroughTheGateway).isEqualTo(seenDirectly).isNotBlank();
            sameOnBothSides(deviceSide, brokerSide, connack -> lowered(connack, LOWERED));
            assertThat(deviceSide.sessions())
                    .hasSameSizeAs(withoutGateway.awaitEnds().sessions());
            assertThat(features(deviceSide.sessions())).containsAll(expected(visit));

            // And once more, now that it is known who says what when: nothing of it depends on the clients' timing, nor
            // on how
            // TCP cuts it.
            brokerSide.turnTo(behindAgain.port());
            List<List<byte[]>> heardThroughTheGateway = Replay.of(deviceSide.events(), gateway.port(), true);
            List<List<byte[]>> heardDirectly = Replay.of(deviceSide.events(), directAgain.port(), false);
            assertThat(said(brokerSide)).containsExactlyElementsOf(said(deviceSide));
            assertThat(heardThroughTheGateway).hasSameSizeAs(heardDirectly);
            for (int i = 0; i < heardDirectly.size(); i++) {
                List<byte[]> packets = new ArrayList<>(heardDirectly.get(i));
                packets.replaceAll(packet -> visit.isFive() ? lowered(packet, LOWERED) : packet);
                Packets.same(
                        "replayed connection " + i, join(byType(heardThroughTheGateway.get(i))), join(byType(packets)));
            }
        }
    }

    /** Those whose clients take Artemis as it is: it has views of its own on overlapping subscriptions in MQTT 5. */
    static List<Visit> visitsToArtemis() {
        return Visit.all().stream()
                .filter(visit ->
                        !visit.isFive() || !Set.of("Paho Python", "MQTT.js").contains(visit.library()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("visitsToArtemis")
    void aVisitToABrokerThatUsesTopicAliasesIsNotTouchedEither(Visit visit) throws Exception {
        brokerSide.turnTo(artemis.port());
        try (Recorder deviceSide = Recorder.before(gateway.port())) {
            assertThat(visit.steps().at(deviceSide.port(), prefix(visit))).isNotBlank();
            // Artemis lets a client send a packet of any size, and as many topic aliases as there are.
            sameOnBothSides(deviceSide, brokerSide, connack -> {
                byte[] rest = without(without(connack, Wire.bytes("22 ffff")), Wire.bytes("27 0fffffff"));
                return lowered(rest, "22 0100" + LOWERED);
            });
            if (visit.library().equals("HiveMQ client") && visit.isFive()) {
                assertThat(features(deviceSide.sessions())).contains("delivery by alias");
            }
        }
    }

    @Test
    void aConnackSaysThePolicysLimitsAndChangesNothingElse() throws Exception {
        brokerSide.turnTo(behind.port());
        try (Recorder deviceSide = Recorder.before(gateway.port())) {
            // Keep Alive 0, and no client identifier: the broker assigns one.
            try (Wire device = Wire.to(deviceSide.port()).says("10 0d 0004'MQTT' 05 02 0000 00 0000")) {
                device.packet();
                device.says("e0 00").seesTheEnd();
            }
            byte[] connack = deviceSide.awaitEnds().sessions().get(0).fromServer();
            byte[] brokers = brokerSide.awaitEnds().sessions().get(0).fromServer();
            // Mosquitto assigns the longest Keep Alive there is and a client identifier; the policy's hour is shorter.
            byte[] longest = Wire.bytes("13 ffff");
            assertThat(Wire.hex(brokers)).contains(" 12 00").containsOnlyOnce(Wire.hex(longest));
            Packets.same("CONNACK", connack, lowered(without(brokers, longest), "13 0e10" + LOWERED));
        }
    }

    @Test
    void aConnackThatIsStrictEnoughIsNotTouched(@TempDir Path folder) throws Exception {
        try (OpenMosquitto strict = OpenMosquitto.start(folder, "max_packet_size 2000\nmax_keepalive 30");
                Recorder deviceSide = Recorder.before(gateway.port())) {
            brokerSide.turnTo(strict.port());
            try (Wire device = Wire.to(deviceSide.port()).says("10 11 0004'MQTT' 05 02 003c 00 0004'dev1'")) {
                assertThat(device.packet()).contains(0x27);
                device.says("e0 00").seesTheEnd();
            }
            Recorder.Session seen = deviceSide.awaitEnds().sessions().get(0);
            Packets.same(
                    "CONNACK",
                    seen.fromServer(),
                    brokerSide.awaitEnds().sessions().get(0).fromServer());
        }
    }

    private static String prefix(Visit visit) {
        return visit.library().substring(0, 2).toLowerCase(Locale.ROOT) + visit.version() + "-";
    }

    private static void sameOnBothSides(Recorder deviceSide, Recorder brokerSide, UnaryOperator<byte[]> lowering)
            throws Exception {
        List<Recorder.Session> devices = deviceSide.awaitEnds().sessions();
        List<Recorder.Session> brokers = new ArrayList<>(brokerSide.awaitEnds().sessions());
        assertThat(brokers).hasSameSizeAs(devices);
        for (Recorder.Session device : devices) {
            StrictReading.Connect connect = connect(device);
            String who = "connection of " + connect.clientId();
            // In the order of their acceptance, since a device may come again.
            Recorder.Session broker = brokers.stream()
                    .filter(candidate -> clientId(candidate).equals(connect.clientId()))
                    .findFirst()
                    .orElseThrow();
            brokers.remove(broker);
            Packets.same(who + ": what the broker heard", broker.fromClient(), device.fromClient());
            byte[] expected = connect.level() == 5 ? loweredFirst(broker.fromServer(), lowering) : broker.fromServer();
            // The device says when it has heard enough; what crosses its goodbye on the way may not arrive.
            byte[] heard = device.fromServer();
            assertThat(expected.length - heard.length).as(who).isBetween(0, CROSSING);
            Packets.same(who + ": what the device heard", heard, Arrays.copyOf(expected, heard.length));
        }
    }

    /** Hashes of what the clients said, in an order that does not depend on who was accepted first. */
    private static List<Integer> said(Recorder recorder) throws Exception {
        return recorder.awaitEnds().sessions().stream()
                .map(session -> Arrays.hashCode(session.fromClient()))
                .sorted()
                .toList();
    }

    private static StrictReading.Connect connect(Recorder.Session session) throws StrictReading.Refused {
        return (StrictReading.Connect)
                StrictReading.packet(Packets.whole(session.fromClient()).get(0), 5);
    }

    private static String clientId(Recorder.Session session) {
        try {
            return connect(session).clientId();
        } catch (StrictReading.Refused impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] loweredFirst(byte[] stream, UnaryOperator<byte[]> lowering) {
        List<byte[]> packets = new ArrayList<>(Packets.whole(stream));
        packets.set(0, lowering.apply(packets.get(0)));
        return join(packets);
    }

    /** A CONNACK of MQTT 5 with further properties behind its own; any other packet as it is. */
    private static byte[] lowered(byte[] packet, String added) {
        return Packets.type(packet) == 2
                ? join(List.of(lengthened(packet, Wire.bytes(added).length), Wire.bytes(added)))
                : packet;
    }

    /** A CONNACK of MQTT 5 without a property that is in it. */
    private static byte[] without(byte[] connack, byte[] property) {
        String rest = Wire.hex(connack).replace(" " + Wire.hex(property), "");
        return lengthened(HexFormat.ofDelimiter(" ").parseHex(rest), -property.length);
    }

    /** With its lengths changed, which are short enough for one byte. */
    private static byte[] lengthened(byte[] connack, int by) {
        byte[] changed = connack.clone();
        changed[1] += (byte) by;
        changed[4] += (byte) by;
        assertThat(changed[1]).isPositive();
        return changed;
    }

    /** In order of their types: what a broker says to one client because of another comes between the rest by chance. */
    private static List<byte[]> byType(List<byte[]> packets) {
        return packets.stream().sorted(Comparator.comparingInt(Packets::type)).toList();
    }

    private static byte[] join(List<byte[]> packets) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        packets.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** What a visit has to be made of, for the comparison to say something. */
    private static Set<String> expected(Visit visit) {
        Set<String> features = new HashSet<>(Set.of(
                "publish qos 0",
                "publish qos 1",
                "publish qos 2",
                "publish retained",
                "publish empty",
                "publish large",
                "delivery qos 0",
                "delivery qos 1",
                "delivery qos 2",
                "delivery large",
                "will"));
        if (visit.isFive()) {
            features.addAll(Set.of(
                    "publish by alias",
                    "publish user property",
                    "publish response topic",
                    "subscribe shared",
                    "subscribe identifier",
                    "delivery user property",
                    "delivery identifier"));
        }
        return features;
    }

    private static Set<String> features(List<Recorder.Session> sessions) throws Exception {
        Set<String> features = new HashSet<>();
        for (Recorder.Session session : sessions) {
            int level = connect(session).level();
            for (byte[] packet : Packets.whole(session.fromClient())) {
                if (StrictReading.mayRead(packet)) {
                    note(features, StrictReading.packet(packet, level));
                }
            }
            for (byte[] packet : Packets.whole(session.fromServer())) {
                if (Packets.type(packet) == 3) {
                    note(features, "delivery", StrictReading.delivery(packet, level));
                }
            }
        }
        return features;
    }

    private static void note(Set<String> features, StrictReading.Packet packet) {
        if (packet instanceof StrictReading.Connect connect && connect.will().isPresent()) {
            features.add("will");
        } else if (packet instanceof StrictReading.Publish publish) {
            note(features, "publish", publish);
        } else if (packet instanceof StrictReading.Filters filters) {
            if (filters.filters().stream().anyMatch(filter -> filter.filter().startsWith("$share/"))) {
                features.add("subscribe shared");
            }
            if (!filters.properties().isEmpty()) {
                features.add("subscribe identifier");
            }
        }
    }

    private static void note(Set<String> features, String way, StrictReading.Publish publish) {
        features.add(way + " qos " + publish.qos());
        if (publish.retain()) {
            features.add(way + " retained");
        }
        if (publish.payload().length == 0) {
            features.add(way + " empty");
        } else if (publish.payload().length >= 200_000) {
            features.add(way + " large");
        }
        if (publish.topic().isEmpty()) {
            features.add(way + " by alias");
        }
        for (StrictReading.Property property : publish.properties()) {
            switch (property.id()) {
                case StrictReading.USER_PROPERTY -> features.add(way + " user property");
                case StrictReading.RESPONSE_TOPIC -> features.add(way + " response topic");
                case StrictReading.SUBSCRIPTION_IDENTIFIER -> features.add(way + " identifier");
                default -> {}
            }
        }
    }
}
