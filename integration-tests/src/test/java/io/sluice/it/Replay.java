/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Says again what recorded clients said, byte for byte, and waits before each word for what they had heard by then: for as
 * many packets and ends of connections as the record has before it.
 */
final class Replay {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int port;
    private final Random cuts;
    private final boolean inPieces;
    private final Map<Integer, Connection> connections = new TreeMap<>();
    private final Map<Integer, ByteArrayOutputStream> heardBefore = new HashMap<>();

    private Replay(int port, boolean inPieces) {
        this.port = port;
        this.cuts = new Random(4);
        this.inPieces = inPieces;
    }

    /**
     * Plays a record to a port and returns what each connection heard, in the order of their acceptance.
     *
     * @param inPieces whether to cut what is said anywhere, without regard to packets
     */
    static List<List<byte[]>> of(List<Recorder.Event> record, int port, boolean inPieces) throws Exception {
        Replay replay = new Replay(port, inPieces);
        try {
            for (Recorder.Event event : record) {
                replay.play(event);
            }
            List<List<byte[]>> heard = new ArrayList<>();
            for (Connection connection : replay.connections.values()) {
                connection.awaitEnd();
                heard.add(connection.packets());
            }
            return heard;
        } finally {
            for (Connection connection : replay.connections.values()) {
                connection.socket.close();
            }
        }
    }

    private void play(Recorder.Event event) throws Exception {
        int id = event.connection();
        if (!connections.containsKey(id)) {
            connections.put(id, new Connection(new Socket(InetAddress.getLoopbackAddress(), port)));
            heardBefore.put(id, new ByteArrayOutputStream());
        }
        Connection connection = connections.get(id);
        switch (event.kind()) {
            case CLIENT_SAYS -> say(event.bytes(), connection.socket.getOutputStream());
            case SERVER_SAYS -> {
                heardBefore.get(id).writeBytes(event.bytes());
                connection.awaitPackets(
                        Packets.whole(heardBefore.get(id).toByteArray()).size());
            }
            case CLIENT_ENDS -> {
                if (!connection.hasEnded()) {
                    connection.socket.shutdownOutput();
                }
                // Before anything else happens the broker has taken notice.
                connection.awaitEnd();
            }
            case SERVER_ENDS -> connection.awaitEnd();
        }
    }

    private void say(byte[] bytes, OutputStream out) throws IOException {
        int at = 0;
        while (at < bytes.length) {
            int most = inPieces ? 1 + cuts.nextInt(1 << 1 + cuts.nextInt(14)) : bytes.length;
            int n = Math.min(most, bytes.length - at);
            out.write(bytes, at, n);
            at += n;
        }
    }

    private static final class Connection {
        private final Socket socket;
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private boolean ended;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            Thread reader = new Thread(this::read, "replay");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            byte[] buffer = new byte[1 << 16];
            try {
                for (int n = socket.getInputStream().read(buffer);
                        n >= 0;
                        n = socket.getInputStream().read(buffer)) {
                    hear(buffer, n);
                }
            } catch (IOException reset) {
                // A reset is an end.
            }
            end();
        }

        private synchronized void hear(byte[] buffer, int n) {
            heard.write(buffer, 0, n);
            notifyAll();
        }

        private synchronized void end() {
            ended = true;
            notifyAll();
        }

        synchronized boolean hasEnded() {
            return ended;
        }

        synchronized List<byte[]> packets() {
            return Packets.whole(heard.toByteArray());
        }

        synchronized void awaitPackets(int count) throws InterruptedException {
            awaitUntil(
                    () -> ended || packets().size() >= count, () -> packets().size() + " packets, recorded: " + count);
            assertThat(packets()).as("packets before the end").hasSizeGreaterThanOrEqualTo(count);
        }

        synchronized void awaitEnd() throws InterruptedException {
            awaitUntil(() -> ended, () -> "no end of a connection that ended when it was recorded");
        }

        private synchronized void awaitUntil(BooleanSupplier done, Supplier<String> otherwise)
                throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!done.getAsBoolean()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                assertThat(left).as(otherwise).isPositive();
                wait(left);
            }
        }
    }
}
