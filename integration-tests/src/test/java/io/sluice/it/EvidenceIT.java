/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs stay whole and verifiable when the gateway is killed, and when its disk is full. */
class EvidenceIT {
    private static final String STRANGER = "10 10 0004'MQTT' 04 02 003c 0004'none'";

    @TempDir
    Path folder;

    private Path disk;
    private Path keys;
    private Path flows;

    @BeforeEach
    void makeKeys() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        keys = Files.createDirectory(folder.resolve("keys"));
        flows = disk.resolve("flows.json");
        assertThat(sluice("log", "keys", "--dir", keys.toString())).startsWith("0 ");
    }

    private static String sluice(String... arguments) throws Exception {
        Process process =
                GatewayProcess.sluice(arguments).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said.strip();
    }

    private GatewayConfigText config(int brokerPort, String rest) {
        return GatewayConfigText.plain(
                brokerPort,
                """
                policy { classes = [ { name = dev, match { client-id = ["dev*"] } } ] }
                limits.connect-rate-per-source = "10000/s"
                flow-log.json { file = "%s", roll-size = 64KiB, keep = 1000
                  evidence { key = "%s", checkpoint-key = "%s", checkpoint-every = 1s } }
                %s
                """
                        .formatted(flows, keys.resolve("evidence.key"), keys.resolve("checkpoint.key"), rest));
    }

    private static int refused(int port) throws IOException {
        try (Wire device = Wire.to(port)) {
            device.says(STRANGER).sees("20 02 0005").seesTheEnd();
            return device.localPort();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(disk)) {
            return all.filter(file -> file.getFileName().toString().startsWith("flows.json"))
                    .toList();
        }
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files()) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    private String verify() throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "log",
                "verify",
                "--key",
                keys.resolve("evidence.key").toString(),
                "--checkpoint-key",
                keys.resolve("checkpoint.pub").toString(),
                "--state",
                disk.resolve(".flows.json.chain").toString()));
        files().forEach(file -> arguments.add(file.toString()));
        return sluice(arguments.toArray(String[]::new));
    }

    @Test
    void aKilledGatewayLosesASecondAtMostAndGoesOnWithTheChain() throws Exception {
        Map<Integer, Instant> closed = new ConcurrentHashMap<>();
        try (ScriptedBroker broker = new ScriptedBroker()) {
            Instant killed;
            try (GatewayProcess gateway = GatewayProcess.start(config(broker.port(), ""), folder)) {
                int port = gateway.port();
                Thread load = new Thread(() -> {
                    try {
                        while (true) {
                            closed.put(refused(port), Instant.now());
                        }
                    } catch (IOException | AssertionError dead) {
                        // The gateway was killed.
                    }
                });
                load.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> files().size() >= 3);
                killed = Instant.now();
                gateway.kill();
                load.join();
            }
            List<Integer> recorded = new ArrayList<>();
            try (GatewayProcess gateway = GatewayProcess.start(config(broker.port(), ""), folder)) {
                refused(gateway.port());
                for (Path file : files()) {
                    for (String line : CompleteLines.of(file)) {
                        JsonNode record = new ObjectMapper().readTree(line);
                        recorded.add(record.at("/device/port").asInt());
                    }
                }
                assertThat(gateway.log()).noneMatch(line -> line.contains("event=log-changed"));
            }
            assertThat(closed).hasSizeGreaterThan(50);
            assertThat(recorded)
                    .containsAll(closed.entrySet().stream()
                            .filter(at -> at.getValue().isBefore(killed.minusSeconds(1)))
                            .map(Map.Entry::getKey)
                            .toList());
        }
        assertThat(verify()).startsWith("0 ").endsWith("good");
        Schemas.assertFit(Schemas.FLOW, lines());
        // And one byte of it changed:
        Path some = files().get(0);
        List<String> lines = new ArrayList<>(Files.readAllLines(some));
        // Not any line has this: a checkpoint stands where a second of the clock ended.
        int changed = indexOfRecord(lines);
        lines.set(changed, lines.get(changed).replace("\"listener\":\"lan\"", "\"listener\":\"wan\""));
        Files.write(some, lines);
        assertThat(verify()).isEqualTo("1 " + some + ":" + (changed + 1) + ": its MAC is wrong: the line was changed");
    }

    private static int indexOfRecord(List<String> lines) {
        return IntStream.range(0, lines.size())
                .filter(at -> lines.get(at).contains("\"listener\":\"lan\""))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aFullDiskStopsNoTrafficIsSaidAndLeavesAVerifiableLog() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = GatewayProcess.startOnSmallDisk(
                        config(broker.port(), "flow-log.json.keep = 1"), folder, disk, 512)) {
            refused(gateway.port());
            Path ballast = gateway.seen(disk.resolve("ballast"));
            await().until(() -> Files.exists(gateway.seen(flows)));
            fill(ballast);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                refused(gateway.port());
                return gateway.log().stream().anyMatch(line -> line.contains("event=log-failed log=flow sink=file"));
            });
            refused(gateway.port());
            Files.delete(ballast);
            gateway.awaitLog("event=log-recovered log=flow sink=file");
            refused(gateway.port());
            await().until(() -> Files.readString(gateway.seen(flows)).contains("\"type\":\"lost\""));
            assertThat(metrics(gateway)).containsPattern("lines_dropped_total\\{log=\"flow\",sink=\"file\"} [1-9]");
            // The disk is gone with the process. The state first: it may be older than the log, and not the other way.
            for (String name : List.of(".flows.json.chain", "flows.json")) {
                Files.copy(gateway.seen(disk.resolve(name)), disk.resolve(name));
            }
        }
        Schemas.assertFit(Schemas.FLOW, lines());
        assertThat(lines()).anyMatch(line -> line.contains("\"sink\":\"file\""));
        assertThat(verify()).startsWith("0 ").endsWith("good");
    }

    private static String metrics(GatewayProcess gateway) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port("admin") + "/metrics"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void fill(Path ballast) throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }
}
