/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Five thousand sessions are set up while every certificate and list is swapped ten times, and none of them fails. */
class CertificateSwapIT {
    private static final int SESSIONS = 5000;
    private static final int SWAPS = 10;
    private static final int AT_A_TIME = 50;
    private static final int LONG_LIVED = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean swapped;

    @Test
    @Timeout(240)
    void fiveThousandSessionsAreSetUpWhileCertificatesAreSwappedTenTimes() throws Exception {
        Certificates certificates = Certificates.in(folder);
        RevocationList list = new RevocationList(folder);
        list.write("ca.crl");
        certificates.server("door", List.of("door-0"), List.of(), Certificates.VALID);
        certificates.client("gateway", "gateway-0");
        certificates.client("device", "device");
        for (int i = 1; i <= SWAPS; i++) {
            certificates.server("door-" + i, List.of("door-" + i), List.of(), Certificates.VALID);
            certificates.client("gateway-" + i, "gateway-" + i);
        }
        ExecutorService devices = Executors.newFixedThreadPool(AT_A_TIME);
        List<Wire> longLived = new ArrayList<>();
        try (Mosquitto mosquitto = Mosquitto.start(certificates);
                GatewayProcess gateway = GatewayProcess.start(config(mosquitto), folder)) {
            CheckedOnce doors = new CheckedOnce(certificates.trust());
            SSLContext device = certificates.clientContext("device", doors);
            for (int i = 0; i < LONG_LIVED; i++) {
                longLived.add(connected(device, gateway.port("tls"), "long-" + i));
            }
            for (int i = 0; i < AT_A_TIME; i++) {
                devices.execute(() -> sessions(device, gateway.port("tls")));
            }
            for (int i = 1; i <= SWAPS; i++) {
                awaitSessions(SESSIONS / (SWAPS + 1) * i);
                swap(i, gateway, list);
            }
            awaitSessions(done.get() + 2 * AT_A_TIME);
            swapped = true;
            devices.shutdown();
            assertThat(devices.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();

            assertThat(failures).isEmpty();
            assertThat(done).hasValueGreaterThanOrEqualTo(SESSIONS);
            assertThat(doors.good()).hasSize(SWAPS + 1);
            for (Wire early : longLived) {
                early.says("c0 00").sees("d0 00");
            }
            assertThat(gateway.log()).noneMatch(line -> line.contains("-failed "));
            assertThat(gateway.flows()).noneMatch(flow -> flow.contains("-tls\"") || flow.contains("upstream-un"));
            String broker = Files.readString(certificates.file("mosquitto.log"));
            for (int i = 0; i <= SWAPS; i++) {
                assertThat(broker).contains("u'gateway-" + i + "'");
            }
        } finally {
            swapped = true;
            devices.shutdownNow();
            for (Wire early : longLived) {
                early.close();
            }
        }
    }

    private static GatewayConfigText config(Mosquitto mosquitto) {
        return new GatewayConfigText(
                "brokers = [\"127.0.0.1:" + mosquitto.port()
                        + "\"], tls { trust = ca.pem, crl = ca.crl, certificate = gateway.pem, key = gateway.key }"
                        + ", connect-timeout = 30s",
                """
                listeners += { name = tls, bind = "127.0.0.1:0"
                  tls { certificate = door.pem, key = door.key, client-ca = ca.pem, crl = ca.crl } }
                limits { connections-per-source = 1000, connect-rate-per-source = "100000/s", connect-timeout = 30s }
                flow-log { json { roll-size = 1GiB } }
                """
                        + GatewayConfigText.ALLOW_EVERYTHING);
    }

    private void awaitSessions(int count) {
        await("session " + count + " of those that worked; failed: " + failures)
                .atMost(PATIENCE)
                .until(() -> done.get() >= count || !failures.isEmpty());
    }

    /** The key first, so that for a while there is half a pair; sometimes the gateway is told in the middle of it. */
    private void swap(int number, GatewayProcess gateway, RevocationList list) throws Exception {
        int tls = renewed(gateway, "listener tls");
        int upstream = renewed(gateway, "upstream.tls");
        move("door-" + number + ".key", "door.key");
        move("gateway-" + number + ".key", "gateway.key");
        if (number % 3 == 1) {
            gateway.signal("HUP");
            awaitSessions(done.get() + AT_A_TIME);
        }
        move("door-" + number + ".pem", "door.pem");
        move("gateway-" + number + ".pem", "gateway.pem");
        if (number % 2 == 0) {
            list.write("new.crl");
            move("new.crl", "ca.crl");
        }
        if (number % 5 == 0) {
            // Nobody says so: it looks every ten seconds.
            awaitRenewal(gateway, tls, upstream);
        } else {
            gateway.signal("HUP");
            awaitRenewal(gateway, tls, upstream);
        }
        // Whoever shook hands before has said what it saw when so many more are through.
        awaitSessions(done.get() + 2 * AT_A_TIME);
    }

    private static int renewed(GatewayProcess gateway, String what) {
        return (int) gateway.log().stream()
                .filter(line -> line.contains("event=certificate-renewed of=\"" + what + "\""))
                .count();
    }

    private static void awaitRenewal(GatewayProcess gateway, int tls, int upstream) {
        await("new certificates in use")
                .atMost(PATIENCE)
                .until(() -> renewed(gateway, "listener tls") > tls && renewed(gateway, "upstream.tls") > upstream);
    }

    private void move(String from, String to) throws IOException {
        Files.move(
                folder.resolve(from),
                folder.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** One session after the other, until there have been enough and all is swapped. */
    private void sessions(SSLContext context, int port) {
        while (failures.isEmpty() && (started.get() < SESSIONS || !swapped)) {
            String name = "dev-" + started.incrementAndGet();
            try (Wire device = connected(context, port, name)) {
                device.says("32 07 0001't' 0001 'xy'")
                        .sees("40 02 0001")
                        .says("e0 00")
                        .seesTheEnd();
                done.incrementAndGet();
            } catch (Exception | AssertionError failure) {
                failures.add(new AssertionError(name, failure));
            }
        }
    }

    private Wire connected(SSLContext context, int port, String name) throws Exception {
        Socket tcp = new Socket(InetAddress.getLoopbackAddress(), port);
        // Under a host name of its own, Java's TLS resumes no session: everyone shakes hands in full.
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(tcp, name, port, true);
        socket.startHandshake();
        String length = "%02x".formatted(12 + name.length());
        return new Wire(socket)
                .says("10 " + length + " 0004'MQTT' 04 02 0e10 00" + "%02x".formatted(name.length()) + "'" + name + "'")
                .sees("20 02 0000");
    }
}
