/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/** openssl s_server, which wants a certificate of the CA and writes what it gets into a file. */
final class OpensslCollector implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final Path file;
    private final int port;

    OpensslCollector(Certificates certificates, String name) throws IOException {
        port = FreePort.choose();
        file = certificates.file("tls.ipfix");
        process = new ProcessBuilder(
                        Peers.require("openssl").toString(),
                        "s_server",
                        "-quiet",
                        "-accept",
                        "127.0.0.1:" + port,
                        "-cert",
                        certificates.file(name + ".pem").toString(),
                        "-key",
                        certificates.file(name + ".key").toString(),
                        "-CAfile",
                        certificates.file("ca.pem").toString(),
                        "-Verify",
                        "2",
                        "-verify_return_error")
                .redirectError(certificates.file("s_server.log").toFile())
                .redirectOutput(file.toFile())
                .start();
        try {
            await("s_server listens").atMost(PATIENCE).until(this::hangsUp);
        } catch (RuntimeException deaf) {
            process.destroy();
            throw deaf;
        }
    }

    int port() {
        return port;
    }

    /** All that it has got; whoever sent it must have hung up. */
    Path whole() {
        await("s_server has read everything").atMost(PATIENCE).until(this::hangsUp);
        close();
        return file;
    }

    /** Whether it hangs up on who says nothing. It serves one after the other: then it is done with all before. */
    private boolean hangsUp() {
        try (Socket knock = new Socket(InetAddress.getLoopbackAddress(), port)) {
            knock.setSoTimeout((int) PATIENCE.toMillis());
            knock.shutdownOutput();
            knock.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        await("s_server ends").atMost(PATIENCE).until(() -> !process.isAlive());
    }
}
