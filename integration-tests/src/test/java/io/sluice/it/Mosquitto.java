/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real mosquitto, unmodified, with a listener that wants a client certificate. */
final class Mosquitto implements AutoCloseable {
    private final Process process;
    private final int port;

    private Mosquitto(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Mosquitto start(Certificates certificates) throws IOException {
        return start(certificates.folder(), "ca.pem", "broker.pem", "broker.key");
    }

    /** Starts one with the files of a folder. */
    static Mosquitto start(Path folder, String ca, String certificate, String key) throws IOException {
        int port = FreePort.choose();
        Path config = Files.createTempFile(folder, "mosquitto", ".conf");
        Files.writeString(
                config,
                """
                listener %d 127.0.0.1
                cafile %s
                certfile %s
                keyfile %s
                require_certificate true
                use_identity_as_username true
                allow_anonymous true
                user root
                """
                        .formatted(port, folder.resolve(ca), folder.resolve(certificate), folder.resolve(key)));
        return start(config, port, folder.resolve("mosquitto.log"));
    }

    /** Starts one with a configuration of its own, which makes it listen on a port. */
    static Mosquitto start(Path config, int port, Path log) throws IOException {
        Process process = new ProcessBuilder(Peers.require("mosquitto").toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        await("mosquitto listens, see " + log)
                .atMost(Duration.ofSeconds(20))
                .until(() -> answers(port) || !process.isAlive());
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
        return new Mosquitto(process, port);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** What a run of mosquitto_pub or mosquitto_sub said. */
    record Outcome(int exitCode, String output) {}

    /** Runs a client of Mosquitto's to its end. */
    static Outcome client(String program, int port, String... arguments) throws Exception {
        Process process = startClient(program, port, arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(30, TimeUnit.SECONDS);
        return new Outcome(process.exitValue(), output);
    }

    /** Starts a client of Mosquitto's; the caller ends it. */
    static Process startClient(String program, int port, String... arguments) throws IOException {
        // Line by line, as on a terminal: into a pipe the clients would say nothing until they end.
        List<String> command = new ArrayList<>(List.of(
                Peers.require("stdbuf").toString(),
                "-oL",
                Peers.require(program).toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port)));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    @Override
    public void close() {
        process.destroy();
        await("mosquitto ends").atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
    }
}
