/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A broker that says what a test tells it to, over plain TCP. */
final class ScriptedBroker implements AutoCloseable {
    private final ServerSocket server;

    ScriptedBroker() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(20_000);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The next connection that carries a byte; the gateway's own health probes do not. */
    Wire accept() throws IOException {
        while (true) {
            Wire wire = new Wire(server.accept());
            if (wire.isSpoken()) {
                return wire;
            }
            wire.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
