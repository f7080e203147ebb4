/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The brokers that a demo can have behind its gateway. */
final class Brokers {
    private static final Logger log = LoggerFactory.getLogger(Brokers.class);
    private static final long START_SECONDS = 10;

    private Brokers() {}

    /** Artemis in this JVM. */
    static DemoBroker embedded(DemoCertificates certificates) throws DemoFailure {
        try {
            EmbeddedBroker broker = EmbeddedBroker.mutualTls(
                    certificates.folder(),
                    certificates.broker().key(),
                    certificates.broker().chain(),
                    certificates.authority().certificate());
            return new Running(
                    certificates.upstream(broker.port()),
                    "Apache Artemis, embedded, mutual TLS on 127.0.0.1:" + broker.port(),
                    broker);
        } catch (IOException | GeneralSecurityException failed) {
            throw new DemoFailure("the embedded broker does not start: " + failed.getMessage(), failed);
        }
    }

    /** The mosquitto on the PATH, as a child process. */
    static DemoBroker mosquitto(DemoCertificates certificates) throws DemoFailure {
        try {
            int port;
            try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                // Mosquitto cannot choose a port and say which.
                port = any.getLocalPort();
            }
            Path folder = certificates.folder();
            Files.writeString(
                    folder.resolve("mosquitto.conf"),
                    """
                    listener %d 127.0.0.1
                    cafile %s
                    certfile %s
                    keyfile %s
                    require_certificate true
                    allow_anonymous true
                    %s
                    """
                            .formatted(
                                    port,
                                    folder.resolve("ca.pem"),
                                    folder.resolve("broker.pem"),
                                    folder.resolve("broker.key"),
                                    // Started by root it would change to a user who cannot read the key.
                                    System.getProperty("user.name").equals("root") ? "user root" : ""));
            Process process = new ProcessBuilder(
                            "mosquitto", "-c", folder.resolve("mosquitto.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("mosquitto.log").toFile())
                    .start();
            awaitListening(process, port);
            return new Running(
                    certificates.upstream(port),
                    "mosquitto of the PATH, mutual TLS on 127.0.0.1:" + port,
                    () -> stop(process));
        } catch (IOException failed) {
            throw new DemoFailure(
                    "no mosquitto can be started (Debian: apt-get install mosquitto): " + failed.getMessage(), failed);
        }
    }

    /** Somebody else's broker. */
    static DemoBroker existing(String address) {
        return new Running("brokers = [\"" + address + "\"]", address + ", plaintext", () -> {});
    }

    private static void awaitListening(Process process, int port) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
        stop(process);
        throw new IOException("it does not listen");
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private record Running(String upstream, String description, AutoCloseable end) implements DemoBroker {
        @Override
        public void close() {
            try {
                end.close();
            } catch (Exception failed) {
                log.warn("event=broker-not-stopped what=\"{}\"", failed.getMessage());
            }
        }
    }
}
