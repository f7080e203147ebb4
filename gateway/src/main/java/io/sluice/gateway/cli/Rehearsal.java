/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.sluice.certs.CertificateAuthority;
import io.sluice.certs.Identity;
import io.sluice.certs.Validity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A device's visit to a gateway on loopback, with a certificate authority and a broker made for it: what every home does in
 * its first minute.
 *
 * @param folder for certificates, configuration and logs
 * @param port where the gateway is to listen for plaintext
 */
record Rehearsal(Path folder, int port, RehearsalBroker broker) {
    private static final int PATIENCE_MS = 60_000;

    /** A packet of the device (MQTT 3.1.1), and how many bytes the answer has. */
    private enum Step {
        CONNECT("10 0d 0004 4d515454 04 02 003c 0001 61", 4),
        SUBSCRIBE("82 06 0001 0001 61 01", 5),
        PUBLISH("32 07 0001 61 0002 6162", 4),
        PINGREQ("c0 00", 2),
        DISCONNECT("e0 00", 0);

        private final String packet;
        private final int answer;

        Step(String packet, int answer) {
            this.packet = packet.replace(" ", "");
            this.answer = answer;
        }
    }

    static Rehearsal prepare(Path folder) throws IOException, GeneralSecurityException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        Validity days = Validity.days(40, InstantSource.system());
        CertificateAuthority authority = CertificateAuthority.create("Sluice rehearsal", days);
        authority.write(folder.resolve("ca.pem"), folder.resolve("ca.key"));
        authority.issueClient("gateway", days).write(folder.resolve("gateway.pem"), folder.resolve("gateway.key"));
        Identity server = authority.issueServer("broker", List.of("localhost"), List.of(loopback), days);
        server.write(folder.resolve("server.pem"), folder.resolve("server.key"));
        RehearsalBroker broker = RehearsalBroker.open(loopback, server);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
            port = free.getLocalPort();
        }
        Rehearsal rehearsal = new Rehearsal(folder, port, broker);
        Files.writeString(folder.resolve("sluice.conf"), rehearsal.text(), StandardCharsets.UTF_8);
        return rehearsal;
    }

    private String text() {
        return """
                sluice {
                  listeners = [
                    { name = lan, bind = "127.0.0.1:%d" }
                    { name = lan-tls, bind = "127.0.0.1:0", tls { certificate = "server.pem", key = "server.key", client-ca = "ca.pem" } }
                  ]
                  upstream { brokers = ["127.0.0.1:%d"], tls { trust = "ca.pem", certificate = "gateway.pem", key = "gateway.key" } }
                  policy { classes = [ { name = all, publish { allow = ["#"] }, subscribe { allow = ["#"] } } ] }
                  flow-log { json { file = "flows.json" } }
                  event-log { json { file = "events.json" } }
                  admin { bind = "127.0.0.1:0" }
                }
                """
                .formatted(port, broker.port());
    }

    /**
     * Waits for the gateway, and visits it.
     *
     * @param alive whether there is still a gateway to wait for
     * @return whether all was answered
     */
    boolean play(BooleanSupplier alive) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (alive.getAsBoolean() && System.nanoTime() < deadline) {
            try (Socket device = new Socket()) {
                device.connect(new InetSocketAddress(broker.door().getInetAddress(), port), PATIENCE_MS);
                device.setSoTimeout(PATIENCE_MS);
                return visit(device);
            } catch (IOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
        return false;
    }

    private static boolean visit(Socket device) throws IOException {
        for (Step step : Step.values()) {
            device.getOutputStream().write(HexFormat.of().parseHex(step.packet));
            if (device.getInputStream().readNBytes(step.answer).length < step.answer) {
                return false;
            }
        }
        return true;
    }
}
