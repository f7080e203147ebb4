/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The real nfcapd on UDP, and nfdump to read what it has written. */
final class Nfcapd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern COUNT = Pattern.compile("Flows: (\\d+),");

    private final Process process;
    private final Path folder;
    private final Path log;
    private final int port;

    private Nfcapd(Process process, Path folder, Path log, int port) {
        this.process = process;
        this.folder = folder;
        this.log = log;
        this.port = port;
    }

    static Nfcapd start(Path parent, int port) throws IOException {
        Path folder = Files.createTempDirectory(parent, "nfcapd");
        Path log = Path.of(folder + ".log");
        List<String> command = List.of(
                Peers.require("nfcapd").toString(),
                "-w",
                folder.toString(),
                "-b",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-B",
                "4000000");
        Nfcapd collector = new Nfcapd(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                folder,
                log,
                port);
        await("nfcapd starts").atMost(PATIENCE).until(() -> collector.said().contains("Startup nfcapd"));
        return collector;
    }

    int port() {
        return port;
    }

    private String said() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    /** What it has said of its counts: a line whenever five minutes of the clock are over, and one at its end. */
    List<String> counts() throws IOException {
        return said().lines().filter(line -> COUNT.matcher(line).find()).toList();
    }

    /** How many flows it has counted; it begins anew with each line. */
    long counted() throws IOException {
        return COUNT.matcher(said())
                .results()
                .mapToLong(count -> Long.parseLong(count.group(1)))
                .sum();
    }

    /** Lets it read what waits for it, ends it, and returns the flows that it has kept. */
    List<JsonNode> flows() throws Exception {
        await("nfcapd has read everything").atMost(PATIENCE).until(this::isRead);
        process.destroy();
        await("nfcapd ends").atMost(PATIENCE).until(() -> !process.isAlive());
        Process nfdump = new ProcessBuilder(Peers.require("nfdump").toString(), "-R", folder.toString(), "-o", "json")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] json = nfdump.getInputStream().readAllBytes();
        assertThat(nfdump.waitFor()).isZero();
        List<JsonNode> flows = new ArrayList<>();
        new ObjectMapper().readTree(json).forEach(flows::add);
        return flows;
    }

    /** Whether its receive queue is empty, as the kernel says; a signal would make it leave what is there. */
    private boolean isRead() throws IOException {
        String local = String.format(Locale.ROOT, "0100007F:%04X", port);
        for (String line : Files.readAllLines(Path.of("/proc/net/udp"))) {
            String[] columns = line.trim().split("\\s+");
            if (columns[1].equals(local)) {
                return columns[4].endsWith(":00000000");
            }
        }
        return false;
    }

    @Override
    public void close() {
        process.destroy();
        await("nfcapd ends").atMost(PATIENCE).until(() -> !process.isAlive());
    }
}
