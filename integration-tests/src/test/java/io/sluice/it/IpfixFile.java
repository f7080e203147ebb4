/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A collector on TCP that takes one connection and keeps what it gets: the stream of messages is an IPFIX file (RFC 5655). */
final class IpfixFile implements AutoCloseable {
    private final ServerSocket server;
    private final Path file;
    private final Thread thread;

    IpfixFile(Path folder) throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        file = Files.createTempFile(folder, "flows", ".ipfix");
        thread = new Thread(this::keep, "ipfix-file");
        thread.setDaemon(true);
        thread.start();
    }

    private void keep() {
        try (Socket socket = server.accept();
                OutputStream out = Files.newOutputStream(file)) {
            socket.getInputStream().transferTo(out);
        } catch (IOException ended) {
            // The test is over, or finds the file too short.
            Thread.currentThread().interrupt();
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** The file, when the exporter has hung up. */
    Path whole() throws InterruptedException {
        thread.join(20_000);
        if (thread.isAlive()) {
            throw new AssertionError("the exporter has not hung up");
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
