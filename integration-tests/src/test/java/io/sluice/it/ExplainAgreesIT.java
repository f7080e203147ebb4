/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.gateway.cli.Commands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code sluice explain} and the running gateway say the same to thousands of random questions. */
class ExplainAgreesIT {
    private static final int SESSIONS = 150;
    private static final int ENOUGH = 2 * SESSIONS;
    private static final Pattern ANSWER = Pattern.compile("verdict: (\\S+)\\Rreason: +(\\S+)\\R");

    private static final String POLICY =
            """
            network { deny = ["127.0.0.3/32"] }
            limits { max-keep-alive = 600s, connect-rate-per-source = "10000/s" }
            policy { default-action = %s, classes = [
              { name = homes, match { client-id = ["home*"] }
                publish { allow = ["#"], deny = ["+/set", "$SYS/#"] }, subscribe { allow = ["#", "$SYS/a/#"], deny = ["a/b"] }
                retain = allow, wildcards = allow, response-topic = allow, credentials = required, refused-passwords = common
                limits { max-qos = 2, max-topic-levels = 4, publish-rate = unlimited, byte-rate = unlimited }
                payload { json = required, max-size = 200 } }
              { name = cameras, match { client-id = ["cam-*", "a/*"], source = ["127.0.0.0/31"] }
                publish { allow = ["%%c/#", "sensors/%%u", "a/+"] }, subscribe { allow = ["%%c/set", "a/#", "+"] }
                will = deny, retain = strip, shared-subscriptions = deny
                limits { max-qos = 0, publish-rate = unlimited, byte-rate = unlimited } }
              { name = devices, match { client-id = ["dev*", "", "%%*", "#"] }
                publish { allow = ["+/%%c/#", "%%c", "a", "a/#", "%%i"], deny = ["a/b/#"] }
                subscribe { allow = ["%%c/#", "a/+", "%%u/+", "b/#"] }, wildcards = allow, empty-client-id = allow
                on-denied-publish = disconnect
                limits { max-qos = 1, max-packet-size = 256, publish-rate = unlimited, byte-rate = unlimited }
                payload { deny-sets = [sql, shell, script], max-size = 100, on = [delivery] } }
            ] }
            """;

    @TempDir
    Path folder;

    private int asked;

    @ParameterizedTest
    @CsvSource({"deny, 1", "deny, 2", "allow, 1", "allow, 2"})
    void explainSaysWhatTheGatewayDoes(String defaultAction, int part) throws Exception {
        long seed = Long.getLong("sluice.seed", System.nanoTime() + part);
        RandomSessions sessions = new RandomSessions(seed);
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = GatewayProcess.start(
                        GatewayConfigText.plain(broker.port(), POLICY.formatted(defaultAction)), folder)) {
            Map<String, List<String>> expected = new TreeMap<>();
            int held = 0;
            // Who may not connect is asked nothing more.
            while (held < SESSIONS || asked <= ENOUGH) {
                Asked.Session session = sessions.next();
                try (Wire device = Wire.from(session.connect().source(), gateway.port())) {
                    new Run(gateway, broker, device, session, "seed " + seed + ", " + session.connect()).ask(expected);
                }
                held++;
            }
            assertThat(held).as("sessions until enough was asked").isLessThan(ENOUGH);
            await().atMost(Duration.ofSeconds(20)).until(() -> ended(gateway).size(), Integer.valueOf(held)::equals);
            // An address serves one device after the other.
            Map<String, List<String>> recorded = new TreeMap<>();
            for (String flow : ended(gateway)) {
                JsonNode record = new ObjectMapper().readTree(flow);
                JsonNode address = record.get("device");
                recorded.computeIfAbsent(
                                address.get("address").asText() + ":" + address.get("port"), none -> new ArrayList<>())
                        .add(denials(record.get("verdicts")));
            }
            assertThat(recorded).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static List<String> ended(GatewayProcess gateway) {
        return gateway.flows().stream()
                .filter(flow -> flow.contains("\"type\":\"end\""))
                .toList();
    }

    /** One session. */
    private final class Run {
        private final GatewayProcess gateway;
        private final ScriptedBroker broker;
        private final Wire device;
        private final Asked.Session session;
        private final String seed;
        private final Map<String, Map<String, Integer>> explained = new TreeMap<>();

        Run(GatewayProcess gateway, ScriptedBroker broker, Wire device, Asked.Session session, String seed) {
            this.gateway = gateway;
            this.broker = broker;
            this.device = device;
            this.session = session;
            this.seed = seed;
        }

        void ask(Map<String, List<String>> expected) throws Exception {
            if (connects()) {
                askOn(upstream());
            }
            expected.computeIfAbsent(
                            session.connect().source() + ":" + device.socket().getLocalPort(),
                            none -> new ArrayList<>())
                    .add(explained.toString());
        }

        private Wire upstream() throws IOException {
            try {
                return broker.accept();
            } catch (SocketTimeoutException none) {
                throw new AssertionError(seed + " is refused: " + Wire.hex(device.rest()), none);
            }
        }

        private boolean connects() throws Exception {
            boolean allowed = explain(session.connect(), List.of()).equals("allow");
            try {
                device.says(session.connect().packet());
            } catch (IOException closed) {
                assertThat(allowed).as(seed).isFalse();
                return false;
            }
            if (!allowed) {
                byte[] rest = device.rest();
                assertThat(rest.length == 0 || rest[3] != 0).as(seed).isTrue();
            }
            return allowed;
        }

        private void askOn(Wire upstream) throws Exception {
            int level = session.connect().level();
            assertThat(upstream.packet()[0]).as(seed).isEqualTo((byte) 0x10);
            upstream.says(level == 5 ? "20 03 0000 00" : "20 02 0000");
            assertThat(device.packet()[3]).as(seed).isZero();
            int packetId = 0;
            for (Asked question : session.questions()) {
                packetId++;
                String verdict = explain(session.connect(), options(question, level));
                String seen = observed(question, upstream, packetId);
                assertThat(seen).as("%s: %s", seed, question).isEqualTo(verdict);
                if (verdict.equals("disconnect")) {
                    break;
                }
            }
            upstream.close();
        }

        /** What becomes of a question on the wires, in the words of explain. */
        private String observed(Asked question, Wire upstream, int packetId) throws IOException {
            int level = session.connect().level();
            if (question instanceof Asked.Deliver deliver) {
                upstream.says(deliver.message().packet(level, packetId));
                device.says("c0 00");
                boolean alive = until(upstream, 0xc0).contains(0xc0);
                upstream.says("d0 00");
                return alive && until(device, 0xd0).contains(0x30) ? "allow" : "drop";
            }
            boolean publish = question instanceof Asked.Publish;
            device.says(
                    question instanceof Asked.Publish published
                            ? published.message().packet(level, packetId)
                            : ((Asked.Subscribe) question).packet(level, packetId));
            try {
                device.says("c0 00");
            } catch (IOException closed) {
                // The end shows below.
            }
            List<Integer> types = until(upstream, 0xc0);
            if (!types.contains(0xc0)) {
                return "disconnect";
            }
            if (types.contains(publish ? 0x30 : 0x80)) {
                answer(question, upstream, packetId);
                upstream.says("d0 00");
                until(device, 0xd0);
                return "allow";
            }
            upstream.says("d0 00");
            until(device, 0xd0);
            return publish ? "drop" : "refuse";
        }

        private void answer(Asked question, Wire upstream, int packetId) throws IOException {
            int level = session.connect().level();
            if (question instanceof Asked.Subscribe) {
                PacketBytes suback = new PacketBytes().u16(packetId);
                upstream.says((level == 5 ? suback.u8(0) : suback).u8(0).packet(0x90));
            } else if (((Asked.Publish) question).message().qos() > 0) {
                int ack = ((Asked.Publish) question).message().qos() == 1 ? 0x40 : 0x50;
                upstream.says(new PacketBytes().u16(packetId).packet(ack));
            }
        }

        /** The types of the packets up to a fence, or up to the end of the connection. */
        private List<Integer> until(Wire wire, int fence) {
            List<Integer> types = new ArrayList<>();
            while (!types.contains(fence)) {
                try {
                    types.add(wire.packet()[0] & 0xf0);
                } catch (SocketTimeoutException silent) {
                    throw new AssertionError(seed + ": silence after " + types, silent);
                } catch (IOException closed) {
                    return types;
                }
            }
            return types;
        }

        /** Asks explain, and counts what it says as the gateway's record does. */
        private String explain(Asked.Connect connect, List<String> question) throws IOException {
            List<String> words = new ArrayList<>(List.of(
                    "explain",
                    "--config=" + gateway.config(),
                    "--source=" + connect.source(),
                    "--protocol=" + connect.level(),
                    "--client-id=" + connect.clientId(),
                    "--keep-alive=" + connect.keepAlive()));
            connect.username().ifPresent(user -> words.add("--username=" + user));
            if (connect.password().isPresent()) {
                Path file = Files.writeString(
                        folder.resolve("password"), connect.password().get());
                Files.setPosixFilePermissions(
                        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
                words.add("--password-file=" + file);
            } else {
                words.add("--no-password");
            }
            words.addAll(question);
            if (question.isEmpty()) {
                connect.will().ifPresent(will -> {
                    words.add("--will=" + will.topic());
                    words.addAll(options(will));
                });
            }
            CommandLine line = Commands.line();
            StringWriter said = new StringWriter();
            line.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
            line.execute(words.toArray(String[]::new));
            Matcher answer = ANSWER.matcher(said.toString());
            assertThat(answer.find()).as("%s: %s says %s", seed, words, said).isTrue();
            asked++;
            String verdict = answer.group(1);
            if (!verdict.equals("allow")) {
                explained.computeIfAbsent(verdict, none -> new TreeMap<>()).merge(answer.group(2), 1, Integer::sum);
            }
            return verdict;
        }

        private List<String> options(Asked question, int level) {
            if (question instanceof Asked.Subscribe subscribe) {
                return List.of("--subscribe=" + subscribe.filter());
            }
            boolean publish = question instanceof Asked.Publish;
            Asked.Message message =
                    publish ? ((Asked.Publish) question).message() : ((Asked.Deliver) question).message();
            List<String> words = new ArrayList<>(options(message));
            words.add((publish ? "--publish=" : "--deliver=") + message.topic());
            words.add("--size=" + message.packet(level, 1).length);
            return words;
        }

        private List<String> options(Asked.Message message) {
            List<String> words = new ArrayList<>(List.of("--qos=" + message.qos(), "--payload=" + message.payload()));
            if (message.retain()) {
                words.add("--retain");
            }
            message.responseTopic().ifPresent(topic -> words.add("--response-topic=" + topic));
            return words;
        }
    }

    /** What a record counts besides what passed, in the form of {@link Run#explained}. */
    private static String denials(JsonNode verdicts) {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        Map.of("drop", "dropped", "refuse", "refused", "disconnect", "disconnected")
                .forEach((verdict, field) -> {
                    for (Map.Entry<String, JsonNode> reason :
                            verdicts.path(field).properties()) {
                        counts.computeIfAbsent(verdict, none -> new TreeMap<>())
                                .put(reason.getKey(), reason.getValue().asInt());
                    }
                });
        return counts.toString();
    }
}
