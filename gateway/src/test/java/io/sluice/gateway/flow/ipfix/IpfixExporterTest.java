/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.sluice.gateway.collector.CollectorAddress;
import io.sluice.gateway.net.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a collector gets over its life, and over its deaths. */
class IpfixExporterTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static IpfixExporter exporter(String collector, Duration templateRefresh) {
        IpfixSettings settings = new IpfixSettings(
                CollectorAddress.parse(collector).orElseThrow(),
                Optional.empty(),
                IpfixSettings.EXAMPLE_ENTERPRISE,
                1,
                templateRefresh,
                512,
                Profile.STANDARD);
        return new IpfixExporter(settings, Transport.best(), Optional.empty(), InstantSource.system());
    }

    /** A collector on UDP: each datagram is a message. */
    private static final class Datagrams implements AutoCloseable {
        private final DatagramSocket socket;
        private final IpfixReader reader = new IpfixReader();
        private final List<IpfixReader.Message> messages = new CopyOnWriteArrayList<>();

        Datagrams(int port) throws IOException {
            socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, port));
            socket.setReceiveBufferSize(4 << 20);
            Thread thread = new Thread(this::receive, "datagrams");
            thread.setDaemon(true);
            thread.start();
        }

        private void receive() {
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            try {
                while (true) {
                    socket.receive(packet);
                    messages.add(reader.read(ByteBuffer.wrap(packet.getData().clone(), 0, packet.getLength())
                            .slice()));
                }
            } catch (IOException closed) {
                assertThat(socket.isClosed()).isTrue();
            }
        }

        List<IpfixReader.Data> records(int fromTemplate, int toTemplate) {
            return messages.stream()
                    .flatMap(message -> message.records().stream())
                    .filter(data -> data.template() >= fromTemplate && data.template() <= toTemplate)
                    .toList();
        }

        List<IpfixReader.Data> flows() {
            return records(256, 511);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    @Test
    void templatesGoAheadOfTheRecordsAndComeAgainOverUdp() throws Exception {
        try (Datagrams collector = new Datagrams(0);
                IpfixExporter exporter =
                        exporter("udp://127.0.0.1:" + collector.socket.getLocalPort(), Duration.ofSeconds(1))) {
            exporter.accept(Records.v4().record());
            exporter.accept(Records.v6().record());
            // The reader fails at a record without its template.
            await().until(() -> collector.flows().size() == 2);
            await().until(() -> collector.messages.stream()
                            .filter(message -> message.announced().contains(256))
                            .count()
                    >= 3);
            exporter.accept(Records.v4().record());
            await().until(() -> collector.flows().size() == 3);
            assertThat(collector.messages).allMatch(message -> message.length() <= 512);
            long before = 0;
            for (IpfixReader.Message message : collector.messages) {
                assertThat(message.sequence()).isEqualTo(before);
                before += message.records().size();
            }
            await().until(() -> exporter.sent() == 3);
            await().until(() -> exporter.messages() == collector.messages.size());
            assertThat(exporter.isReached()).isTrue();
            assertThat(collector.records(513, 513)).as("losses").isEmpty();
        }
    }

    @Test
    void closingSendsWhatIsLeft() throws Exception {
        try (Datagrams collector = new Datagrams(0)) {
            try (IpfixExporter exporter =
                    exporter("udp://127.0.0.1:" + collector.socket.getLocalPort(), Duration.ofMinutes(1))) {
                for (int i = 0; i < 300; i++) {
                    exporter.accept(Records.v4().record());
                }
            }
            await().until(() -> collector.flows().size() == 300);
        }
    }

    @Test
    void recordsWaitWhileNobodyListensOnUdp() throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            port = free.getLocalPort();
        }
        try (IpfixExporter exporter = exporter("udp://127.0.0.1:" + port, Duration.ofMinutes(1))) {
            exporter.accept(Records.v4().record());
            await().until(() -> !exporter.isReached());
            try (Datagrams collector = new Datagrams(port)) {
                await().until(() -> collector.flows().size() == 1);
            }
            assertThat(exporter.dropped()).isZero();
        }
    }

    @Test
    void eachConnectionBeginsWithTemplatesAndWithSequenceNumberZero() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
                IpfixExporter exporter = exporter("tcp://127.0.0.1:" + server.getLocalPort(), Duration.ofSeconds(1))) {
            for (int connection = 0; connection < 2; connection++) {
                try (Socket socket = server.accept()) {
                    socket.setSoTimeout(20_000);
                    exporter.accept(Records.v4().record());
                    List<IpfixReader.Message> messages = untilAFlow(socket);
                    assertThat(messages.get(0).sequence()).isZero();
                    assertThat(messages.stream().flatMap(message -> message.announced().stream()))
                            .as("a stream is told once")
                            .containsExactlyInAnyOrder(256, 257, 258, 259, 260, 261, 512, 513);
                }
                await().until(() -> !exporter.isReached());
            }
            assertThat(exporter.dropped()).isZero();
        }
    }

    @Test
    void lossesAreCountedAndToldWhenTheCollectorIsBack() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 5, LOOPBACK)) {
            port = free.getLocalPort();
        }
        try (IpfixExporter exporter = exporter("tcp://127.0.0.1:" + port, Duration.ofMinutes(1))) {
            long given = 0;
            while (exporter.dropped() < 100) {
                exporter.accept(Records.v4().record());
                given++;
            }
            assertThat(given).as("some 25,000 wait").isGreaterThan(16_384);
            try (ServerSocket server = new ServerSocket(port, 5, LOOPBACK);
                    Socket socket = server.accept()) {
                socket.setSoTimeout(20_000);
                List<IpfixReader.Data> losses = untilAFlow(socket).stream()
                        .flatMap(message -> message.records().stream())
                        .filter(data -> data.template() == 513)
                        .toList();
                assertThat(losses).hasSize(1);
                IpfixReader.Data loss = losses.get(0);
                long lost = exporter.dropped();
                assertThat(loss.number("166")).as("records").isEqualTo(lost);
                assertThat(loss.number("167")).as("MQTT packets").isEqualTo(lost * (104 + 105));
                assertThat(loss.number("168")).as("octets").isEqualTo(lost * (100 + 101));
                assertThat(loss.number("323"))
                        .isEqualTo(Records.START.plusSeconds(90).toEpochMilli());
                assertThat(loss.number("323'"))
                        .isEqualTo(Records.START.plusSeconds(90).toEpochMilli());
            }
        }
    }

    @Test
    void aCollectorThatStopsReadingStopsNobodyElse() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            server.setReceiveBufferSize(4_096);
            IpfixExporter exporter = exporter("tcp://127.0.0.1:" + server.getLocalPort(), Duration.ofMinutes(1));
            try (Socket stuck = server.accept()) {
                // What the sockets take, what waits in the queue, and more than that.
                long given = 0;
                while (exporter.dropped() == 0) {
                    exporter.accept(Records.v4().record());
                    given++;
                }
                assertThat(given).isGreaterThan(16_384);
                assertThat(stuck.isConnected()).isTrue();
                assertTimeout(Duration.ofSeconds(30), exporter::close);
            }
        }
    }

    @Test
    void aRecordThatCannotBeWrittenIsCountedAndHoldsUpNobody() throws Exception {
        Records unresolved = new Records(
                InetSocketAddress.createUnresolved("nowhere", 1),
                Records.v4().destination(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "lan");
        try (Datagrams collector = new Datagrams(0);
                IpfixExporter exporter =
                        exporter("udp://127.0.0.1:" + collector.socket.getLocalPort(), Duration.ofMinutes(1))) {
            exporter.accept(unresolved.record());
            exporter.accept(Records.v4().record());
            await().until(() -> collector.flows().size() == 1);
            assertThat(exporter.dropped()).isEqualTo(1);
            await().until(() -> collector.records(513, 513).size() == 1);
        }
    }

    /** Reads whole messages until one holds a record of a flow. */
    private static List<IpfixReader.Message> untilAFlow(Socket socket) throws IOException {
        IpfixReader reader = new IpfixReader();
        List<IpfixReader.Message> messages = new ArrayList<>();
        boolean flow = false;
        while (!flow) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            message.writeBytes(socket.getInputStream().readNBytes(4));
            int length = ByteBuffer.wrap(message.toByteArray()).getShort(2) & 0xffff;
            message.writeBytes(socket.getInputStream().readNBytes(length - 4));
            messages.add(reader.read(ByteBuffer.wrap(message.toByteArray())));
            flow = messages.get(messages.size() - 1).records().stream().anyMatch(data -> data.template() < 512);
        }
        return messages;
    }
}
