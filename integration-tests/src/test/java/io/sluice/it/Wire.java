/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/** One end of a connection that speaks raw bytes, so that a test shows exactly what goes over the wire. */
final class Wire implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Socket socket;
    private final PushbackInputStream in;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        this.in = new PushbackInputStream(socket.getInputStream());
    }

    static Wire to(int port) throws IOException {
        return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** From an address of its own, such as 127.0.0.2. */
    static Wire from(String source, int port) throws IOException {
        return new Wire(new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(source), 0));
    }

    int localPort() {
        return socket.getLocalPort();
    }

    /** Sends bytes written as hex, with spaces as you like and text in single quotes: {@code "10 0c 0004'MQTT' 04"}. */
    Wire says(String script) throws IOException {
        return says(bytes(script));
    }

    Wire says(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** The next bytes that arrive are these. */
    Wire sees(String script) throws IOException {
        byte[] expected = bytes(script);
        assertThat(hex(in.readNBytes(expected.length))).isEqualTo(hex(expected));
        return this;
    }

    /** Reads one whole MQTT packet. */
    byte[] packet() throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(next());
        int length = 0;
        int shift = 0;
        int b;
        do {
            b = next();
            packet.write(b);
            length |= (b & 0x7f) << shift;
            shift += 7;
        } while ((b & 0x80) != 0);
        packet.write(in.readNBytes(length));
        return packet.toByteArray();
    }

    private int next() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new IOException("closed");
        }
        return b;
    }

    /** Whether there is another byte, as opposed to the end. */
    boolean isSpoken() throws IOException {
        int first = in.read();
        if (first >= 0) {
            in.unread(first);
        }
        return first >= 0;
    }

    /** The other end closes without another byte. */
    void seesTheEnd() throws IOException {
        try {
            assertThat(hex(in.readAllBytes())).isEmpty();
        } catch (SocketTimeoutException open) {
            throw new AssertionError("still open", open);
        } catch (IOException reset) {
            // A reset ends a connection too.
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    /** Everything that arrives until the other end closes. */
    byte[] rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketTimeoutException open) {
            throw new AssertionError("still open", open);
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        return all.toByteArray();
    }

    /** Nothing arrives within a moment; for what must not come, after something that comes later has come. */
    void isSilent() throws IOException {
        assertThat(in.available()).isZero();
    }

    static byte[] bytes(String script) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] parts = script.split("'", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i % 2 == 1) {
                out.writeBytes(parts[i].getBytes(StandardCharsets.UTF_8));
            } else {
                out.writeBytes(HexFormat.of().parseHex(parts[i].replaceAll("\\s", "")));
            }
        }
        return out.toByteArray();
    }

    static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
