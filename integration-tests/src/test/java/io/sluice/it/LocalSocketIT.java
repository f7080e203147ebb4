/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker of the same machine that listens on a socket of its file system. */
@Timeout(60)
class LocalSocketIT {
    private static final String POLICY =
            """
            policy { classes = [ { name = dev, publish { allow = ["a"] }, subscribe { allow = ["a"] } } ] }
            """;

    @TempDir
    Path folder;

    private GatewayProcess gatewayTo(Path socket) throws Exception {
        return GatewayProcess.start(new GatewayConfigText("brokers = [\"unix:" + socket + "\"]", POLICY), folder);
    }

    @Test
    void mosquittoIsReachedThroughItsSocket() throws Exception {
        Path socket = folder.resolve("m.sock");
        try (OpenMosquitto mosquitto = OpenMosquitto.start(folder, "listener 0 " + socket);
                GatewayProcess gateway = gatewayTo(socket);
                Wire device = Wire.to(gateway.port())) {
            device.says("10 0d 0004'MQTT' 04 02 003c 0001'd'").sees("20 02 0000");
            device.says("82 06 0001 0001'a' 00").sees("90 03 0001 00");
            await("mosquitto says who came").until(() -> mosquitto.says(" as d ("));
            device.says("30 05 0001'a' 'hi'").sees("30 05 0001'a' 'hi'");
        }
    }

    /** A local socket is connected as soon as it is asked for: the broker is there while the CONNECT is still being judged. */
    @Test
    void aDeviceAndItsBrokerMayTalkAboutAuthenticationBeforeTheConnack() throws Exception {
        String method = "04 15 0001'x'";
        String authenticate = "f0 06 18 " + method;
        Path socket = folder.resolve("b.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            try (GatewayProcess gateway = gatewayTo(socket);
                    Wire device = Wire.to(gateway.port())) {
                device.says("10 12 0004'MQTT' 05 02 003c " + method + " 0001'd'");
                try (SocketChannel broker = accept(server)) {
                    says(broker, authenticate);
                    device.sees(authenticate).says(authenticate);
                    assertThat(read(broker, 8)).isEqualTo(Wire.hex(Wire.bytes(authenticate)));
                    says(broker, "20 07 00 00 " + method);
                    assertThat(device.packet()[0]).isEqualTo((byte) 0x20);
                }
            }
        }
    }

    /** The next connection that carries a packet, which is taken from it; health probes carry none. */
    private static SocketChannel accept(ServerSocketChannel server) throws IOException {
        while (true) {
            SocketChannel connection = server.accept();
            ByteBuffer head = ByteBuffer.allocate(2);
            if (connection.read(head) == 2) {
                read(connection, head.get(1));
                return connection;
            }
            connection.close();
        }
    }

    private static void says(SocketChannel connection, String script) throws IOException {
        connection.write(ByteBuffer.wrap(Wire.bytes(script)));
    }

    private static String read(SocketChannel connection, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            assertThat(connection.read(bytes)).as("bytes before the end").isPositive();
        }
        return Wire.hex(bytes.array());
    }
}
