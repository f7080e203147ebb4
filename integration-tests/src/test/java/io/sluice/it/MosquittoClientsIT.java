/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mosquitto's own clients, in plaintext, reach a Mosquitto that takes nothing but mutual TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MosquittoClientsIT {
    private static final String POLICY =
            """
            policy { classes = [
              { name = sensors
                match { client-id = ["sensor-*"] }
                publish { allow = ["sensors/%c/#"], deny = ["sensors/+/firmware"] }
                limits { max-qos = 2 } }
              { name = watchers
                match { client-id = ["watch-*"], username = ["watcher"] }
                credentials = required, wildcards = allow
                subscribe { allow = ["sensors/#"], deny = ["sensors/secret/#"] }
                limits { max-qos = 2 } }
              { name = intruders
                match { client-id = ["intruder"] } }
            ] }
            """;

    private Mosquitto mosquitto;
    private GatewayProcess gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Peers.require("mosquitto_pub");
        Certificates certificates = Certificates.in(folder);
        mosquitto = Mosquitto.start(certificates);
        gateway = GatewayProcess.start(GatewayConfigText.mutualTls(mosquitto.port(), certificates, POLICY), folder);
    }

    @AfterAll
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"mqttv31,0", "mqttv31,1", "mqttv31,2", "mqttv311,0", "mqttv311,1", "mqttv311,2", "5,0", "5,1", "5,2"})
    void whatIsAllowedArrivesAndWhatIsDeniedDoesNot(String version, String qos) throws Exception {
        String id = "sensor-" + version + qos;
        try (Watcher watcher = new Watcher("watch-" + version + qos, "sensors/" + id + "/#", version, qos)) {
            publish(version, id, "sensors/" + id + "/temperature", "21", qos);
            publish(version, id, "sensors/" + id + "/firmware", "evil", qos);
            publish(version, id, "sensors/another/temperature", "99", qos);
            publish(version, id, "sensors/" + id + "/end", "done", qos);
            watcher.awaits("sensors/" + id + "/end done");
            assertThat(watcher.lines())
                    .containsExactly("sensors/" + id + "/temperature 21", "sensors/" + id + "/end done");
        }
        assertThat(gateway.awaitFlow("\"client_id\":\"" + id + "\"")).contains("\"class\":\"sensors\"");
    }

    @Test
    void anIntruderIsToldNothing() throws Exception {
        Mosquitto.Outcome all = Mosquitto.client(
                "mosquitto_sub", gateway.port(), "-i", "intruder", "-t", "#", "-E", "-V", "mqttv311", "-d");
        assertThat(all.output()).contains("Subscribed (mid: 1): 128");
        Mosquitto.Outcome stranger = Mosquitto.client(
                "mosquitto_pub", gateway.port(), "-i", "stranger", "-t", "home/lock/set", "-m", "open");
        assertThat(stranger.exitCode()).isEqualTo(5);
        assertThat(stranger.output()).contains("not authorised");
    }

    @Test
    void credentialsThatAreRequiredAndMissingAreAskedFor() throws Exception {
        Mosquitto.Outcome without = Mosquitto.client(
                "mosquitto_sub", gateway.port(), "-i", "watch-x", "-u", "watcher", "-t", "sensors/a", "-E");
        assertThat(without.exitCode()).isEqualTo(4);
    }

    @Test
    void passwordsAndPayloadsAreInNeitherLog() throws Exception {
        String id = "sensor-secretive";
        Mosquitto.client(
                "mosquitto_pub",
                gateway.port(),
                "-i",
                "watch-s",
                "-u",
                "watcher",
                "-P",
                "pa55word-of-mine",
                "-t",
                "sensors/denied",
                "-m",
                "payload-of-mine");
        publish("mqttv311", id, "sensors/" + id + "/t", "payload-of-mine", "1");
        publish("mqttv311", id, "elsewhere/" + id, "payload-of-mine", "1");
        gateway.awaitFlow("\"client_id\":\"" + id + "\"");
        gateway.awaitFlow("\"client_id\":\"watch-s\"");
        for (List<String> log : List.of(gateway.log(), gateway.flows())) {
            assertThat(log)
                    .isNotEmpty()
                    .noneMatch(line -> line.contains("pa55word-of-mine") || line.contains("payload-of-mine"));
        }
    }

    private void publish(String version, String id, String topic, String payload, String qos) throws Exception {
        // Of version 5, mosquitto_pub ends with an error when a PUBLISH is refused; the others never hear of it.
        Mosquitto.client(
                "mosquitto_pub", gateway.port(), "-V", version, "-i", id, "-t", topic, "-m", payload, "-q", qos);
    }

    /** A mosquitto_sub that is subscribed. */
    private final class Watcher implements AutoCloseable {
        private final Process process;
        private final List<String> lines = new CopyOnWriteArrayList<>();

        Watcher(String id, String filter, String version, String qos) throws Exception {
            process = Mosquitto.startClient(
                    "mosquitto_sub",
                    gateway.port(),
                    "-i",
                    id,
                    "-u",
                    "watcher",
                    "-P",
                    "x",
                    "-V",
                    version,
                    "-q",
                    qos,
                    "-t",
                    filter,
                    "-F",
                    "MESSAGE %t %p",
                    "-d");
            Thread reader = new Thread(this::read, "mosquitto_sub");
            reader.setDaemon(true);
            reader.start();
            await("the subscription").atMost(Duration.ofSeconds(20)).until(() -> lines.stream()
                    .anyMatch(line -> line.startsWith("Subscribed")));
        }

        private void read() {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                in.lines().forEach(lines::add);
            } catch (java.io.IOException | java.io.UncheckedIOException ended) {
                lines.add("(ended)");
            }
        }

        void awaits(String message) {
            await("message " + message).atMost(Duration.ofSeconds(20)).until(() -> lines().contains(message));
        }

        List<String> lines() {
            return lines.stream()
                    .filter(line -> line.startsWith("MESSAGE "))
                    .map(line -> line.substring("MESSAGE ".length()))
                    .toList();
        }

        @Override
        public void close() {
            process.destroy();
            await("mosquitto_sub ends").atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
        }
    }
}
