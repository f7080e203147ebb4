/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A TCP connection that never blocks, and whose bytes go out in segments of random length. */
final class Connection {
    /** What is told of a connection. */
    interface Reader {
        void packet(Packet packet) throws IOException;

        /** The other side has closed. */
        void end();
    }

    private static final ByteBuffer ARRIVED = ByteBuffer.allocateDirect(1 << 16);

    private final SocketChannel channel;
    private final Chance chance;
    private final Reader reader;
    private final PacketSplitter splitter = new PacketSplitter();
    private ByteBuffer out = ByteBuffer.allocate(1 << 12);
    private boolean leaving;

    Connection(SocketChannel channel, Selector selector, Chance chance, Reader reader) throws IOException {
        this.channel = channel;
        this.chance = chance;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.register(selector, SelectionKey.OP_READ, this);
        this.reader = reader;
    }

    static Connection to(int port, Selector selector, Chance chance, Reader reader) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new Connection(channel, selector, chance, reader);
    }

    void send(Packet packet) {
        byte[] bytes = packet.bytes();
        if (out.remaining() < bytes.length) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(out.capacity() * 2, out.position() + bytes.length));
            larger.put(out.flip());
            out = larger;
        }
        out.put(bytes);
    }

    /** How many bytes have not gone out yet. */
    int backlog() {
        return out.position();
    }

    /** Writes one segment. */
    void push() throws IOException {
        if (out.position() > 0) {
            out.flip();
            int whole = out.limit();
            out.limit(Math.min(whole, chance.of(1, 7, 100, 1500, 5_000, whole, whole)));
            try {
                channel.write(out);
            } catch (IOException closed) {
                // The reading side hears of it too.
                out.position(out.limit());
            }
            out.limit(whole);
            out.compact();
        }
        if (leaving && out.position() == 0) {
            leaving = false;
            channel.shutdownOutput();
        }
    }

    /** Sends what is left, and nothing after it. */
    void leave() {
        leaving = true;
    }

    /** Hangs up at once. */
    void close() throws IOException {
        channel.close();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Reads what has arrived. */
    void read() throws IOException {
        ARRIVED.clear();
        int length;
        try {
            length = channel.read(ARRIVED);
        } catch (IOException reset) {
            length = -1;
        }
        for (Packet packet : splitter.split(ARRIVED.flip())) {
            if (!channel.isOpen()) {
                return;
            }
            reader.packet(packet);
        }
        if (length < 0 && channel.isOpen()) {
            channel.close();
            reader.end();
        }
    }

    @Override
    public String toString() {
        return reader.toString();
    }
}
