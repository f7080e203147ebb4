/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real mosquitto, in plaintext and open to anybody, so that what goes in and out of it can be recorded. */
final class OpenMosquitto implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final int port;

    private OpenMosquitto(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts one.
     *
     * @param settings further lines of mosquitto.conf
     */
    static OpenMosquitto start(Path folder, String settings) throws IOException {
        OpenMosquitto broker = launch(Peers.require("mosquitto"), folder, settings);
        try {
            await("mosquitto starts")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> broker.says(" running") || !broker.process.isAlive());
        } catch (RuntimeException silent) {
            broker.process.destroy();
            throw silent;
        }
        assertThat(broker.process.isAlive()).as(broker.text()).isTrue();
        return broker;
    }

    private static OpenMosquitto launch(Path program, Path folder, String settings) throws IOException {
        int port = FreePort.choose();
        Path config = Files.createTempFile(folder, "mosquitto", ".conf");
        Files.writeString(
                config,
                """
                user root
                allow_anonymous true
                max_inflight_messages 0
                max_queued_messages 0
                set_tcp_nodelay true
                log_type all
                log_dest stderr
                %s
                listener %d 127.0.0.1
                """
                        .formatted(settings, port));
        Path log = Path.of(config + ".log");
        Process process = new ProcessBuilder(program.toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new OpenMosquitto(process, log, port);
    }

    int port() {
        return port;
    }

    /** Whether its log holds a text. */
    boolean says(String text) {
        return text().contains(text);
    }

    /** What a group of a pattern holds in each log line that matches it, the time before it left out. */
    List<String> logged(String pattern) {
        Pattern line = Pattern.compile("\\d+: " + pattern, Pattern.DOTALL);
        return text().lines()
                .map(line::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .toList();
    }

    private String text() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Ends it by SIGKILL, in the middle of whatever it does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        await("mosquitto ends").atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
    }
}
