/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the records say of bytes and packets is what tshark saw on the wires of either side. */
class AccountingIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private static GatewayConfigText config(OpenMosquitto broker, String denied) {
        return GatewayConfigText.plain(
                broker.port(),
                """
                policy { classes = [ { name = dev, publish { allow = ["ok/#"], deny = ["%s"] }, subscribe { allow = ["ok/#"] }
                  wildcards = allow
                  limits { max-qos = 2, publish-rate = unlimited, byte-rate = unlimited } } ] }
                flow-log.active-timeout = 1s
                """
                        .formatted(denied));
    }

    @Test
    void recordsSayWhatBothWiresCarriedAcrossAReloadAndInterimRecords() throws Exception {
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                GatewayProcess gateway = GatewayProcess.start(config(broker, "ok/no"), folder);
                Capture capture = Capture.start(gateway.port(), broker.port())) {
            for (int level : List.of(3, 4, 5)) {
                try (RawClient listening =
                                RawClient.connect(gateway.port(), RawClient.Connect.of(level, "ear" + level));
                        RawClient speaking =
                                RawClient.connect(gateway.port(), RawClient.Connect.of(level, "mouth" + level))) {
                    listening.subscribe(1, "ok/#");
                    listening.subscribe(1, "no/#", "ok/b");
                    talk(speaking);
                    gateway.awaitFlow("\"client_id\":\"mouth" + level);
                    gateway.rewrite(config(broker, "ok/b"));
                    assertThat(post(gateway, "/reload")).isEqualTo(200);
                    talk(speaking);
                    listening.delivered();
                    gateway.rewrite(config(broker, "ok/no"));
                    assertThat(post(gateway, "/reload")).isEqualTo(200);
                    speaking.disconnect();
                    listening.disconnect();
                }
            }
            // Some that end otherwise: refused filters aside, what is no MQTT, and who goes without a word.
            try (Wire garbage = Wire.to(gateway.port())) {
                garbage.says("'GET / HTTP/1.1'").seesTheEnd();
            }
            RawClient.connect(gateway.port(), RawClient.Connect.of(4, "gone")).close();
            check(gateway, broker, capture, 6 + 2);
        }
    }

    private static void talk(RawClient speaking) throws IOException {
        for (int i = 0; i < 40; i++) {
            speaking.publish("ok/a", i % 3, false);
            speaking.publish("ok/b", i % 3, false);
            speaking.publish("ok/no", i % 3, false);
            speaking.publish("elsewhere", i % 3, false);
        }
        speaking.delivered();
    }

    @Test
    void recordsSayWhatBothWiresCarriedWhenDevicesAreKilled() throws Exception {
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                GatewayProcess gateway = GatewayProcess.start(config(broker, "ok/no"), folder);
                Capture capture = Capture.start(gateway.port(), broker.port())) {
            for (int round = 0; round < 3; round++) {
                String ear = "ear" + round;
                Process listening = client("mosquitto_sub", gateway, ear, "-t", "ok/#", "-q", "1");
                await("subscribed").atMost(PATIENCE).until(() -> gateway.liveFlows()
                        .contains("\"subscriptions\":1"));
                Process speaking = client("mosquitto_pub", gateway, "mouth" + round, "-t", "ok/a", "-q", "1", "-l");
                Thread feeding = feed(speaking);
                await("traffic").atMost(PATIENCE).until(() -> live(gateway, ear, "packets_to_device") > 200);
                speaking.destroyForcibly().waitFor();
                await("traffic goes").atMost(PATIENCE).until(() -> live(gateway, ear, "packets_to_device") > 200);
                listening.destroyForcibly().waitFor();
                feeding.join();
            }
            check(gateway, broker, capture, 6);
        }
    }

    @Test
    void recordsSayWhatBothWiresCarriedWhenTheBrokerIsKilled() throws Exception {
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                GatewayProcess gateway = GatewayProcess.start(config(broker, "ok/no"), folder);
                Capture capture = Capture.start(gateway.port(), broker.port());
                RawClient listening = RawClient.connect(gateway.port(), RawClient.Connect.of(5, "ear"));
                RawClient speaking = RawClient.connect(gateway.port(), RawClient.Connect.of(4, "mouth"))) {
            listening.subscribe(1, "ok/#");
            // What it left unread would wait in the gateway: in the record, and on no wire.
            Thread hearing = new Thread(
                    () -> {
                        try {
                            listening.listen();
                        } catch (IOException killed) {
                            // As it should be.
                        }
                    },
                    "hearing");
            hearing.start();
            Thread talking = new Thread(
                    () -> {
                        try {
                            for (int i = 0; i < 1_000_000; i++) {
                                speaking.publish("ok/a", 1, false);
                            }
                        } catch (IOException killed) {
                            // As it should be.
                        }
                    },
                    "talking");
            talking.start();
            await("traffic").atMost(PATIENCE).until(() -> live(gateway, "mouth", "packets_to_broker") > 500);
            broker.kill();
            talking.join();
            hearing.join();
            // One message at a time, and the gateway hangs up on whom it has no broker for: the last may be left
            // unread.
            check(gateway, broker, capture, 2, publishBytes());
        }
    }

    /** How long the messages are, of a topic of four bytes and a payload of one with QoS 1 in MQTT 3.1.1. */
    private static int publishBytes() {
        return 2 + 2 + "ok/a".length() + 2 + 1;
    }

    private static Process client(String program, GatewayProcess gateway, String id, String... more)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Peers.require(program).toString(), "-h", "127.0.0.1", "-p", "" + gateway.port(), "-i", id));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Lines for as long as somebody reads them. */
    private static Thread feed(Process reader) {
        Thread feeding = new Thread(
                () -> {
                    byte[] line = "what a device has to say\n".getBytes(StandardCharsets.UTF_8);
                    try (var out = reader.getOutputStream()) {
                        while (reader.isAlive()) {
                            out.write(line);
                            out.flush();
                        }
                    } catch (IOException killed) {
                        // As it should be.
                    }
                },
                "feeding");
        feeding.start();
        return feeding;
    }

    private static long live(GatewayProcess gateway, String clientId, String counter) throws Exception {
        for (JsonNode flow : JSON.readTree(gateway.liveFlows())) {
            if (flow.at("/mqtt/client_id").asText().equals(clientId)) {
                return flow.at("/totals/" + counter).asLong();
            }
        }
        return 0;
    }

    private static int post(GatewayProcess gateway, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port("admin") + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Holds all records against the capture, and the sums of what came in between against the totals. */
    private static void check(GatewayProcess gateway, OpenMosquitto broker, Capture capture, int sessions) {
        check(gateway, broker, capture, sessions, 0);
    }

    /**
     * @param unread bytes of a packet that a device may have sent last, and nobody has read; 0 where all was read
     */
    private static void check(GatewayProcess gateway, OpenMosquitto broker, Capture capture, int sessions, int unread) {
        await("all records")
                .atMost(PATIENCE)
                .until(() -> records(gateway)
                                .filter(AccountingIT::isEnd)
                                .filter(AccountingIT::spoke)
                                .count()
                        >= sessions);
        capture.catchUp(gateway.port());
        Map<String, Map<String, Long>> sums = new TreeMap<>();
        records(gateway).forEach(flow -> {
            Map<String, Long> sum = sums.computeIfAbsent(flow.get("flow_id").asText(), id -> new TreeMap<>());
            numbers(flow.get("deltas")).forEach((name, delta) -> sum.merge(name, delta, Long::sum));
            // Its first probes may come before the capture does.
            if (isEnd(flow) && !capture.isProbe(flow.at("/device/port").asInt())) {
                assertThat(sum).as("%s", flow).isEqualTo(numbers(flow.get("totals")));
                assertThat(ofRecord(flow))
                        .as("%s", flow)
                        .isIn(
                                ofCapture(flow, gateway, broker, capture, 0),
                                ofCapture(flow, gateway, broker, capture, unread));
            }
        });
        assertThat(records(gateway).filter(flow -> !isEnd(flow)))
                .as("interim records")
                .isNotEmpty();
    }

    private static Stream<JsonNode> records(GatewayProcess gateway) {
        return gateway.flows().stream().map(line -> {
            try {
                return JSON.readTree(line);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
    }

    private static boolean isEnd(JsonNode flow) {
        return flow.get("type").asText().equals("end");
    }

    private static boolean spoke(JsonNode flow) {
        return flow.at("/totals/bytes_from_device").asLong() > 0;
    }

    private static Map<String, Long> numbers(JsonNode object) {
        Map<String, Long> numbers = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            numbers.put(field.getKey(), field.getValue().asLong());
        }
        return numbers;
    }

    private static String ofRecord(JsonNode flow) {
        Map<String, Long> totals = numbers(flow.get("totals"));
        // Of what is no MQTT there are no packets.
        boolean mqtt = flow.has("mqtt");
        return "from device " + totals.get("bytes_from_device") + " " + (mqtt ? totals.get("packets_from_device") : "-")
                + " to device " + totals.get("bytes_to_device") + " " + totals.get("packets_to_device")
                + " to broker " + totals.get("bytes_to_broker") + " " + totals.get("packets_to_broker")
                + " from broker " + totals.get("bytes_from_broker") + " " + totals.get("packets_from_broker")
                + " community " + flow.get("community_id").asText();
    }

    private static String ofCapture(
            JsonNode flow, GatewayProcess gateway, OpenMosquitto broker, Capture capture, int unread) {
        int device = flow.at("/device/port").asInt();
        int own = flow.at("/upstream/source/port").asInt();
        boolean mqtt = flow.has("mqtt");
        Capture.Seen said = capture.seen(device, gateway.port());
        Capture.Seen heard = capture.seen(gateway.port(), device);
        Capture.Seen passed = capture.seen(own, broker.port());
        Capture.Seen answered = capture.seen(broker.port(), own);
        long read = said.packets() - (unread > 0 ? 1 : 0);
        return "from device " + (said.bytes() - unread) + " " + (mqtt ? read : "-")
                + " to device " + heard.bytes() + " " + heard.packets()
                + " to broker " + passed.bytes() + " " + passed.packets()
                + " from broker " + answered.bytes() + " " + answered.packets()
                + " community " + said.communityId();
    }
}
