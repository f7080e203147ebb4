/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.certs.Validity;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker whose certificate is not right gets nothing, and the device is told that the server is unavailable. */
class UpstreamCertificateIT {
    private static final String CONNECT_3 = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final String CONNECT_5 = "10 11 0004'MQTT' 05 02 003c 00 0004'dev1'";

    @TempDir
    Path folder;

    private Certificates certificates;

    @BeforeEach
    void makeCertificates() throws Exception {
        certificates = Certificates.in(folder);
    }

    @Test
    void aCertificateOfAnotherCaIsRefused() throws Exception {
        Path other = java.nio.file.Files.createDirectory(folder.resolve("other"));
        Certificates others = Certificates.in(other);
        refused(others, "broker", "is not from a trusted CA");
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        certificates.server("elsewhere", List.of("elsewhere.lan"), List.of(), Certificates.VALID);
        refused(certificates, "elsewhere", "is for another name");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        Instant now = Instant.now();
        Validity past = new Validity(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
        certificates.server("expired", List.of("localhost"), List.of("127.0.0.1"), past);
        refused(certificates, "expired", "has expired");
    }

    @Test
    void aCertificateThatIsNotValidYetIsRefused() throws Exception {
        Instant now = Instant.now();
        Validity future = new Validity(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2)));
        certificates.server("early", List.of("localhost"), List.of("127.0.0.1"), future);
        refused(certificates, "early", "is not valid yet");
    }

    @Test
    void aBrokerThatDoesNotSpeakTlsIsRefused() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = GatewayProcess.start(
                        GatewayConfigText.mutualTls(broker.port(), certificates, GatewayConfigText.ALLOW_EVERYTHING),
                        folder)) {
            Thread answering = new Thread(() -> answerInPlaintext(broker));
            answering.start();
            try (Wire device = Wire.to(gateway.port())) {
                device.says(CONNECT_3).sees("20 02 0003").seesTheEnd();
            }
            gateway.awaitLog("does not speak TLS");
            answering.interrupt();
        }
    }

    private static void answerInPlaintext(ScriptedBroker broker) {
        try {
            while (!Thread.interrupted()) {
                // A CONNACK in place of a ServerHello.
                broker.accept().says("20 02 0000 20 02 0000");
            }
        } catch (IOException closed) {
            assertThat(closed).isNotNull();
        }
    }

    private void refused(Certificates ofBroker, String name, String check) throws Exception {
        try (TlsBroker broker = new TlsBroker(ofBroker, name);
                GatewayProcess gateway = GatewayProcess.start(
                        GatewayConfigText.mutualTls(broker.port(), certificates, GatewayConfigText.ALLOW_EVERYTHING),
                        folder)) {
            try (Wire device = Wire.to(gateway.port())) {
                device.says(CONNECT_3).sees("20 02 0003").seesTheEnd();
            }
            try (Wire device = Wire.to(gateway.port())) {
                device.says(CONNECT_5).sees("20 03 00 88 00").seesTheEnd();
            }
            assertThat(gateway.awaitLog("event=upstream-failed")).contains(check);
            gateway.awaitFlow("\"end_reason\":\"upstream-tls\"");
            assertThat(broker.applicationBytes()).isZero();
        }
    }

    /** A broker of TLS that counts what it gets after the handshake. */
    private static final class TlsBroker implements AutoCloseable {
        private final SSLServerSocket server;
        private final AtomicInteger bytes = new AtomicInteger();

        TlsBroker(Certificates certificates, String name) throws Exception {
            SSLContext context = certificates.serverContext(name);
            server = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(this::serve, "tls-broker");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            while (!server.isClosed()) {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                    while (socket.getInputStream().read() >= 0) {
                        bytes.incrementAndGet();
                    }
                } catch (IOException refused) {
                    // The handshake failed, as it should, or the server was closed.
                    assertThat(refused).isNotNull();
                }
            }
        }

        int port() {
            return server.getLocalPort();
        }

        int applicationBytes() {
            return bytes.get();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
