/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The gateway as users run it: a process with a configuration file. Closing it sends SIGTERM, and fails the test when the
 * process does not end, when it leaked a buffer, or when it printed a stack trace.
 */
final class GatewayProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final Path config;
    private final Path flows;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private GatewayProcess(Process process, Path config, Path flows) {
        this.process = process;
        this.config = config;
        this.flows = flows;
        this.reader = new Thread(this::readLog, "gateway-log");
        reader.setDaemon(true);
        reader.start();
    }

    /** The command that runs Sluice's command line with the given arguments. */
    static ProcessBuilder sluice(String... arguments) {
        Path jar = Path.of("../gateway/target/sluice.jar").toAbsolutePath().normalize();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx192m",
                "-XX:MaxDirectMemorySize=256m",
                "-Dio.netty.allocator.type=pooled",
                "-Dio.netty.leakDetection.level=paranoid",
                "-jar",
                jar.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** Starts a gateway and waits until it serves. */
    static GatewayProcess start(GatewayConfigText text, Path folder) throws IOException {
        return start(text, folder, List.of());
    }

    /**
     * Starts a gateway with additions to its environment.
     *
     * @param environment NAME=value
     */
    static GatewayProcess start(GatewayConfigText text, Path folder, List<String> environment) throws IOException {
        Path config = Files.createTempFile(folder, "sluice", ".conf");
        Path flows = Path.of(config + ".flows.json");
        Files.writeString(config, text.text(flows));
        return start(config, flows, sluice("run", "-c", config.toString()), environment);
    }

    /**
     * Starts a gateway that sees a small file system of its own in a folder.
     *
     * @param disk a folder that exists
     * @param kibibytes its size
     */
    static GatewayProcess startOnSmallDisk(GatewayConfigText text, Path folder, Path disk, int kibibytes)
            throws IOException {
        Path config = Files.createTempFile(folder, "sluice", ".conf");
        Path flows = Path.of(config + ".flows.json");
        Files.writeString(config, text.text(flows));
        ProcessBuilder builder = sluice("run", "-c", config.toString());
        String mount = "mount -t tmpfs -o size=" + kibibytes + "k none " + disk + " && exec \"$@\"";
        builder.command().addAll(0, List.of(Peers.require("unshare").toString(), "-m", "sh", "-c", mount, "sh"));
        return start(config, flows, builder, List.of());
    }

    private static GatewayProcess start(Path config, Path flows, ProcessBuilder builder, List<String> environment)
            throws IOException {
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        for (String variable : environment) {
            int split = variable.indexOf('=');
            builder.environment().put(variable.substring(0, split), variable.substring(split + 1));
        }
        GatewayProcess gateway = new GatewayProcess(builder.start(), config, flows);
        gateway.awaitLog("event=started");
        return gateway;
    }

    private void readLog() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
            }
        } catch (IOException closed) {
            log.add("(log ended: " + closed.getMessage() + ")");
        }
    }

    /** Waits for a log line that contains the text; a gateway that has ended says nothing more. */
    String awaitLog(String text) {
        Optional<String> said = logLine(text);
        if (said.isPresent()) {
            return said.get();
        }
        await("a log line with " + text + " in " + log)
                .atMost(PATIENCE)
                .until(() -> logLine(text).isPresent() || !reader.isAlive());
        return logLine(text)
                .orElseThrow(() -> new AssertionError("the gateway ended without saying " + text + ": " + log));
    }

    private Optional<String> logLine(String text) {
        return log.stream().filter(line -> line.contains(text)).findFirst();
    }

    List<String> log() {
        return List.copyOf(log);
    }

    /** The port of a listener, or of {@code admin}. */
    int port(String listener) {
        Matcher matcher = Pattern.compile("listener=" + listener + " address=\\S+:(\\d+)")
                .matcher(awaitLog("event=listening listener=" + listener + " "));
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    int port() {
        return port("lan");
    }

    /** A copy of the configuration that names the admin endpoint's port, for commands that ask the gateway. */
    Path askableConfig() throws IOException {
        String text = Files.readString(config)
                .replace("admin { bind = \"127.0.0.1:0\" }", "admin { bind = \"127.0.0.1:" + port("admin") + "\" }");
        return Files.writeString(Path.of(config + ".askable"), text);
    }

    Path config() {
        return config;
    }

    /** Writes another configuration in place of the one it was started with. */
    void rewrite(GatewayConfigText text) throws IOException {
        Files.writeString(config, text.text(flows));
    }

    /** Puts another configuration in place, and returns when every session is judged by it. */
    void reload(GatewayConfigText text) throws Exception {
        rewrite(text);
        reload();
    }

    /** Makes it read its configuration anew, and returns when every session is judged by it. */
    void reload() throws Exception {
        long before = reloads();
        signal("HUP");
        await("another event=reloaded in " + log).atMost(PATIENCE).until(() -> reloads() > before || !reader.isAlive());
        assertThat(reloads()).as("reloads; it said %s", log).isGreaterThan(before);
        // It asks every event loop, and so comes after whatever the reload has told them.
        assertThat(liveFlows()).startsWith("[");
    }

    private long reloads() {
        return log.stream().filter(line -> line.contains("event=reloaded")).count();
    }

    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** A file as the gateway sees it, which may see file systems of its own. */
    Path seen(Path file) {
        return Path.of("/proc/" + process.pid() + "/root" + file);
    }

    /** Ends it with SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Waits for a flow record that contains the text. */
    String awaitFlow(String text) {
        await("a flow record with " + text).atMost(PATIENCE).until(() -> flows().stream()
                .anyMatch(line -> line.contains(text)));
        return flows().stream().filter(line -> line.contains(text)).findFirst().orElseThrow();
    }

    /** The records of the sessions that live, a JSON array. */
    String liveFlows() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("admin") + "/flows"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The complete lines of the flow log. */
    List<String> flows() throws RuntimeException {
        try {
            return CompleteLines.of(flows);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    /** Waits for the process to end by itself and returns its exit code. */
    int awaitExit() {
        await("the gateway ends; it said " + log).atMost(PATIENCE).until(() -> !process.isAlive() && !reader.isAlive());
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            awaitExit();
        } finally {
            process.destroyForcibly();
        }
        assertThat(config).as("a gateway must end before its folder is deleted").exists();
        assertThat(log)
                .noneMatch(line -> line.contains("LEAK"))
                .noneMatch(line -> line.startsWith("\tat "))
                .noneMatch(line -> line.contains("event=fault") || line.contains("Failed to initialize"));
    }
}
