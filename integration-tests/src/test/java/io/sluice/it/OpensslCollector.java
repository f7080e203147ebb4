/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;

/** openssl s_server, which wants a certificate of the CA and writes what it gets into a file. */
final class OpensslCollector implements AutoCloseable {
    private final Process process;
    private final Path file;
    private final int port;

    OpensslCollector(Certificates certificates, String name) throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = any.getLocalPort();
        }
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
    }

    int port() {
        return port;
    }

    Path whole() {
        close();
        return file;
    }

    @Override
    public void close() {
        process.destroy();
        await("s_server ends").atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
    }
}
