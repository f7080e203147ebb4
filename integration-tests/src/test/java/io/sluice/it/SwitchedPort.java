/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** One port for a gateway to dial, behind which a test puts one broker after the other. */
final class SwitchedPort implements AutoCloseable {
    private final ServerSocket server;
    private volatile int behind;

    SwitchedPort() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on connections lead to this port. */
    void leadTo(int port) {
        behind = port;
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket dialled = server.accept();
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), behind);
                daemon(() -> pump(dialled, broker));
                daemon(() -> pump(broker, dialled));
            } catch (IOException noBroker) {
                // Closed, or there is no broker at the moment, as it happens to brokers.
                assertThat(noBroker).isNotNull();
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // One side is gone, so both go.
            assertThat(gone).isNotNull();
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "switched-port");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
