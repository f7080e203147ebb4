/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What the clients of one library do at a broker. It waits for each step's outcome before the next, so that the same visit to
 * another broker is the same.
 *
 * @param version 3.1, 3.1.1 or 5
 */
record Visit(String library, String version, Steps steps) {
    /** The visit itself. */
    interface Steps {
        /** Pays the visit to a port and says what was seen there. */
        String at(int port, String prefix) throws Exception;
    }

    static List<Visit> all() {
        List<Visit> visits = new ArrayList<>();
        for (String version : List.of("3.1", "3.1.1", "5")) {
            visits.add(new Visit("Paho Python", version, (port, prefix) -> paho(port, version, prefix)));
            visits.add(new Visit("MQTT.js", version, (port, prefix) -> mqttJs(port, version, prefix)));
            visits.add(new Visit("mosquitto_pub and _sub", version, (port, prefix) -> new MosquittoVisit(
                            port, version, prefix, new ArrayList<>())
                    .pay()));
        }
        visits.add(new Visit("HiveMQ client", "3.1.1", HiveMqVisit::three));
        visits.add(new Visit("HiveMQ client", "5", HiveMqVisit::five));
        return visits;
    }

    boolean isFive() {
        return version.equals("5");
    }

    @Override
    public String toString() {
        return library + " in MQTT " + version;
    }

    private static String paho(int port, String version, String prefix) throws Exception {
        Path python = Peers.require("python3");
        return script(
                Map.of("PYTHONPATH", Peers.library("python").toString()),
                python,
                "paho_session.py",
                port,
                version,
                prefix);
    }

    private static String mqttJs(int port, String version, String prefix) throws Exception {
        Path node = Peers.require("node");
        return script(
                Map.of("NODE_PATH", Peers.library("node/node_modules").toString()),
                node,
                "mqttjs_session.js",
                port,
                version,
                prefix);
    }

    private static String script(
            Map<String, String> environment, Path program, String script, int port, String version, String prefix)
            throws Exception {
        Path file = Path.of("src/test/resources/clients", script).toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(), file.toString(), Integer.toString(port), version, prefix)
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Mosquitto's command line clients. */
    private record MosquittoVisit(int port, String version, String prefix, List<Process> staying) {
        private static final String MESSAGE = "MESSAGE ";

        String pay() throws Exception {
            try {
                return seen();
            } finally {
                // After a failure they would try for ever to connect again.
                staying.forEach(Process::destroyForcibly);
            }
        }

        private String seen() throws Exception {
            boolean five = version.equals("5");
            Process sub = sub("sub", "-t", prefix + "/#", "-q", "2", "-C", five ? "13" : "7");
            StringBuilder seen = new StringBuilder();
            Reading reading = new Reading(sub);
            reading.await("Subscribed");
            Process unacknowledged = Mosquitto.startClient(
                    "mosquitto_pub", port, with(publisher(), "-t", prefix + "/t", "-q", "0", "-l"));
            staying.add(unacknowledged);
            try (Writer lines = unacknowledged.outputWriter(StandardCharsets.UTF_8)) {
                lines.write("payload\n");
                lines.flush();
                // Artemis loses one in ten of those whose publisher leaves right behind them.
                reading.await(MESSAGE + "sub " + prefix + "/t q0");
            }
            assertThat(unacknowledged.waitFor(20, TimeUnit.SECONDS)).isTrue();
            for (String qos : List.of("1", "2")) {
                pub("-t", prefix + "/t", "-q", qos, "-m", "payload");
            }
            Path large = Files.createTempFile("payload", "");
            Files.write(large, new byte[200_000]);
            pub("-t", prefix + "/large", "-q", "1", "-f", large.toString());
            Files.delete(large);
            pub("-t", prefix + "/kept", "-q", "1", "-r", "-m", "retained");
            Process late = sub("late", "-t", prefix + "/kept", "-q", "1", "-C", "1");
            seen.append(new Reading(late).toTheEnd());
            pub("-t", prefix + "/kept", "-q", "2", "-r", "-n");
            if (five) {
                String[] properties = {
                    "-D",
                    "publish",
                    "user-property",
                    "k",
                    "v",
                    "-D",
                    "publish",
                    "user-property",
                    "k",
                    "w",
                    "-D",
                    "publish",
                    "content-type",
                    "text/plain",
                    "-D",
                    "publish",
                    "correlation-data",
                    "c",
                    "-D",
                    "publish",
                    "response-topic",
                    prefix + "/answer",
                    "-D",
                    "publish",
                    "payload-format-indicator",
                    "1",
                };
                pub(with(properties, "-t", prefix + "/properties", "-q", "1", "-m", "with properties"));
                pub(
                        "-t",
                        prefix + "/alias",
                        "-q",
                        "2",
                        "-m",
                        "x",
                        "-D",
                        "publish",
                        "topic-alias",
                        "2",
                        "--repeat",
                        "4");
                Process shared = sub(
                        "shared",
                        "-t",
                        "$share/" + prefix + "/" + prefix + "/shared",
                        "-q",
                        "2",
                        "-C",
                        "1",
                        "-D",
                        "subscribe",
                        "subscription-identifier",
                        "300");
                Reading sharing = new Reading(shared);
                sharing.await("Subscribed");
                pub("-t", prefix + "/shared", "-q", "2", "-m", "shared");
                seen.append(sharing.toTheEnd());
            }
            String will = prefix + "/will";
            Process vanishing =
                    sub("will", "-t", "none", "--will-topic", will, "--will-payload", "gone", "--will-qos", "2");
            new Reading(vanishing).await("Subscribed");
            vanishing.destroyForcibly();
            return seen.append(reading.toTheEnd()).toString();
        }

        private static String[] with(String[] some, String... more) {
            List<String> all = new ArrayList<>(List.of(some));
            all.addAll(List.of(more));
            return all.toArray(String[]::new);
        }

        private String protocol() {
            return switch (version) {
                case "3.1" -> "mqttv31";
                case "3.1.1" -> "mqttv311";
                default -> "mqttv5";
            };
        }

        private Process sub(String id, String... arguments) throws Exception {
            String[] all = {"-V", protocol(), "-i", prefix + id, "-d", "-F", MESSAGE + id + " %t q%q r%r %l"};
            Process process = Mosquitto.startClient("mosquitto_sub", port, with(all, arguments));
            staying.add(process);
            return process;
        }

        private String[] publisher() {
            return new String[] {"-V", protocol(), "-i", prefix + "pub", "-u", "me", "-P", "secret"};
        }

        private void pub(String... arguments) throws Exception {
            Mosquitto.Outcome outcome = Mosquitto.client("mosquitto_pub", port, with(publisher(), arguments));
            assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        }

        /** What a mosquitto_sub prints. */
        private static final class Reading {
            private final Process process;
            private final List<String> output = new CopyOnWriteArrayList<>();
            private final Thread reader;

            Reading(Process process) {
                this.process = process;
                this.reader = new Thread(this::read, "mosquitto_sub");
                reader.setDaemon(true);
                reader.start();
            }

            private void read() {
                process.inputReader(StandardCharsets.UTF_8).lines().forEach(output::add);
            }

            void await(String text) {
                org.awaitility.Awaitility.await(text)
                        .atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> output.stream().anyMatch(line -> line.contains(text)));
            }

            /** Waits for the program's end and returns the messages that it got; a QoS 2 one may be told after a later one. */
            String toTheEnd() throws Exception {
                reader.join(TimeUnit.SECONDS.toMillis(20));
                assertThat(process.waitFor(20, TimeUnit.SECONDS))
                        .as(String.join("\n", output))
                        .isTrue();
                return output.stream()
                                .filter(line -> line.startsWith(MESSAGE))
                                .sorted()
                                .collect(Collectors.joining("\n"))
                        + "\n";
            }
        }
    }
}
