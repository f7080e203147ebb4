/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real openssl as the other end of TLS. */
final class OpensslPeer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Pattern ACCEPT = Pattern.compile("ACCEPT 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final Path output;

    private OpensslPeer(Path folder, List<String> arguments) throws IOException {
        this.output = Files.createTempFile(folder, "openssl", ".out");
        List<String> command = new ArrayList<>(List.of(
                Peers.require("stdbuf").toString(),
                "-oL",
                Peers.require("openssl").toString()));
        command.addAll(arguments);
        this.process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** A server that prints what it gets; it uses any key, however weak. */
    static OpensslPeer server(Path folder, String certificate, List<String> more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("s_server", "-accept", "127.0.0.1:0"));
        arguments.addAll(identity(folder, certificate));
        arguments.addAll(more);
        OpensslPeer server = new OpensslPeer(folder, arguments);
        await("openssl listens").atMost(PATIENCE).pollInterval(OFTEN).until(() -> ACCEPT.matcher(server.output())
                .find());
        return server;
    }

    /** A client that trusts {@code ca.pem}, says the bytes as soon as TLS lets it, and then listens. */
    static OpensslPeer client(Path folder, int port, String certificate, byte[] bytes, List<String> more)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("s_client", "-connect", "127.0.0.1:" + port, "-CAfile", "ca.pem", "-ign_eof"));
        arguments.addAll(identity(folder, certificate));
        arguments.addAll(more);
        OpensslPeer client = new OpensslPeer(folder, arguments);
        try (OutputStream out = client.process.getOutputStream()) {
            out.write(bytes);
        } catch (IOException refused) {
            // It ended before it could read: what it printed says why.
            return client;
        }
        return client;
    }

    private static List<String> identity(Path folder, String certificate) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-cipher", "ALL:@SECLEVEL=0"));
        if (!certificate.isEmpty()) {
            arguments.addAll(List.of("-cert", certificate + ".pem", "-key", certificate + ".key"));
            if (Files.size(folder.resolve(certificate + ".chain")) > 0) {
                arguments.addAll(List.of("-cert_chain", certificate + ".chain"));
            }
        }
        return arguments;
    }

    /** Where the server listens. */
    int port() {
        Matcher matcher = ACCEPT.matcher(output());
        if (!matcher.find()) {
            throw new IllegalStateException("openssl does not listen: " + output());
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** What it has printed so far. */
    String output() {
        try {
            return Files.readString(output, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    /** What it printed until it ended by itself. */
    String awaitEnd() {
        await("openssl ends; it said " + output())
                .atMost(PATIENCE)
                .pollInterval(OFTEN)
                .until(() -> !process.isAlive());
        return output();
    }

    @Override
    public void close() {
        process.destroy();
        await("openssl ends").atMost(PATIENCE).pollInterval(OFTEN).until(() -> !process.isAlive());
    }
}
