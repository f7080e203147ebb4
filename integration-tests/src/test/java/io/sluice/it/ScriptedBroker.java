/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ServerSocketFactory;

/** A broker that says what a test tells it to. */
final class ScriptedBroker implements AutoCloseable {
    private final ServerSocket server;

    /** One that speaks plain TCP. */
    ScriptedBroker() throws IOException {
        this(ServerSocketFactory.getDefault());
    }

    private ScriptedBroker(ServerSocketFactory sockets) throws IOException {
        server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(20_000);
    }

    /** One that speaks TLS. */
    static ScriptedBroker tls(Certificates certificates) throws Exception {
        return new ScriptedBroker(certificates.serverContext("broker").getServerSocketFactory());
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
