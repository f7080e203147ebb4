/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A TCP proxy that writes down what passes, in the order in which it passes: bytes are in the record before the other side
 * can see them.
 */
final class Recorder implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What can happen on a connection. */
    enum Kind {
        CLIENT_SAYS,
        SERVER_SAYS,
        CLIENT_ENDS,
        SERVER_ENDS
    }

    /**
     * Something that happened.
     *
     * @param connection counted in the order of their acceptance
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares events.
    record Event(int connection, Kind kind, byte[] bytes) {}

    /** All that one connection carried. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by Packets.same.
    record Session(byte[] fromClient, byte[] fromServer) {}

    private final ServerSocket server;
    private final List<Socket> sockets = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final Set<Integer> halfEnded = new HashSet<>();
    private int target;
    private int accepted;
    private int first;
    private int openDirections;

    private Recorder(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** In front of a port of 127.0.0.1. */
    static Recorder before(int target) throws IOException {
        Recorder recorder = new Recorder(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), target);
        start("recorder", recorder::accept);
        return recorder;
    }

    int port() {
        return server.getLocalPort();
    }

    /** Forgets what was recorded, and connects those who come to another port from now on. */
    synchronized void turnTo(int target) {
        this.target = target;
        this.first = accepted;
        events.clear();
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                open(server.accept());
            }
        } catch (IOException closed) {
            // That is how it ends.
        }
    }

    private synchronized void open(Socket client) throws IOException {
        Socket broker;
        try {
            broker = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException nobodyThere) {
            client.close();
            return;
        }
        client.setTcpNoDelay(true);
        broker.setTcpNoDelay(true);
        sockets.addAll(List.of(client, broker));
        int connection = accepted++;
        openDirections += 2;
        start("from client", () -> carry(connection, client, broker, Kind.CLIENT_SAYS, Kind.CLIENT_ENDS));
        start("from server", () -> carry(connection, broker, client, Kind.SERVER_SAYS, Kind.SERVER_ENDS));
    }

    private void carry(int connection, Socket from, Socket to, Kind says, Kind ends) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                note(new Event(connection, says, java.util.Arrays.copyOf(buffer, n)));
                out.write(buffer, 0, n);
            }
        } catch (IOException reset) {
            // A reset ends a direction too; what it took with it shows in what the other side lacks.
        }
        end(new Event(connection, ends, new byte[0]), from, to);
    }

    private synchronized void note(Event event) {
        if (event.connection >= first) {
            events.add(event);
        }
    }

    private synchronized void end(Event event, Socket from, Socket to) {
        note(event);
        openDirections--;
        notifyAll();
        try {
            if (halfEnded.add(event.connection)) {
                to.shutdownOutput();
            } else {
                sockets.removeAll(List.of(from, to));
                from.close();
                to.close();
            }
        } catch (IOException gone) {
            // It is gone already.
        }
    }

    /** What has happened so far. */
    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    /** Waits until every connection has ended both ways. */
    synchronized Recorder awaitEnds() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (openDirections > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            assertThat(left).as("%d directions are still open", openDirections).isPositive();
            wait(left);
        }
        return this;
    }

    /** The connections that carried anything, in the order of their acceptance. */
    synchronized List<Session> sessions() {
        return IntStream.range(first, accepted)
                .mapToObj(connection ->
                        new Session(said(connection, Kind.CLIENT_SAYS), said(connection, Kind.SERVER_SAYS)))
                .filter(session -> session.fromClient.length > 0)
                .toList();
    }

    private byte[] said(int connection, Kind kind) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        events.stream()
                .filter(event -> event.connection == connection && event.kind == kind)
                .forEach(event -> all.writeBytes(event.bytes));
        return all.toByteArray();
    }

    @Override
    public synchronized void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
