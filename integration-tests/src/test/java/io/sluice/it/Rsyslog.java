/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The real rsyslogd, which writes the messages that it gets as JSON, its reading of them field by field. */
final class Rsyslog implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final Path output;
    private final int port;

    private Rsyslog(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /** @param protocol udp or tcp */
    static Rsyslog start(Path parent, String protocol, int port) throws IOException {
        Path folder = Files.createTempDirectory(parent, "rsyslog");
        Path output = folder.resolve("messages");
        Path ready = folder.resolve("pid");
        String input = "im" + protocol;
        Path config = Files.writeString(
                folder.resolve("rsyslog.conf"),
                """
                global(workDirectory="%s")
                module(load="%s")
                input(type="%s" address="127.0.0.1" port="%d")
                template(name="all" type="list" option.jsonf="on") {
                  property(outname="pri" name="pri" format="jsonf")
                  property(outname="app" name="app-name" format="jsonf")
                  property(outname="procid" name="procid" format="jsonf")
                  property(outname="msgid" name="msgid" format="jsonf")
                  property(outname="version" name="protocol-version" format="jsonf")
                  property(outname="msg" name="msg" format="jsonf")
                }
                action(type="omfile" file="%s" template="all")
                """
                        .formatted(folder, input, input, port, output));
        Process process = new ProcessBuilder(
                        Peers.require("rsyslogd").toString(), "-n", "-f", config.toString(), "-i", ready.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Rsyslog server = new Rsyslog(process, output, port);
        await("rsyslogd runs")
                .atMost(PATIENCE)
                .until(() -> Files.exists(ready) && Files.size(ready) > 0 && process.isAlive());
        return server;
    }

    int port() {
        return port;
    }

    List<String> messages() throws IOException {
        return CompleteLines.of(output);
    }

    @Override
    public void close() {
        process.destroy();
        await("rsyslogd ends").atMost(PATIENCE).until(() -> !process.isAlive());
    }
}
