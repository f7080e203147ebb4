/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of 127.0.0.1 for programs that cannot listen on one of the system's choice and say which. They lie below those that
 * the system chooses from, so that nobody who is given one by the system comes in between.
 */
final class FreePort {
    private static final int FIRST = 10_000;
    private static final int END = 32_768;

    /** Each port is given to one test of this JVM; another JVM begins elsewhere. */
    private static final AtomicInteger GIVEN =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 97));

    private FreePort() {}

    /** One where nothing listens, by TCP or UDP. */
    static int choose() throws IOException {
        for (int tries = FIRST; tries < END; tries++) {
            int port = FIRST + Math.floorMod(GIVEN.incrementAndGet(), END - FIRST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no port is free between " + FIRST + " and " + END);
    }

    private static boolean isFree(int port) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port))) {
            return tcp.isBound() && udp.isBound();
        } catch (BindException taken) {
            return false;
        }
    }
}
