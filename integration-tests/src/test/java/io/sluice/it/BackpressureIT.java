/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A side that does not read stops the other from being read: what the gateway keeps stays small, and nothing is lost when
 * reading goes on.
 */
class BackpressureIT {
    private static final String CONNECT = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final int PAYLOAD = 60_000;
    private static final int MESSAGES = 3_000;

    /** Socket buffers of both connections, and what the gateway may keep; far below the 180 MB that are on their way. */
    private static final long STALLED_BELOW = 40_000_000;

    @TempDir
    Path folder;

    private static byte[] message() {
        byte[] head = Wire.bytes("30 e3 d4 03 0001'a'");
        byte[] message = new byte[head.length + PAYLOAD];
        System.arraycopy(head, 0, message, 0, head.length);
        return message;
    }

    private static void flood(Wire from, AtomicLong sent) {
        byte[] message = message();
        try {
            for (int i = 0; i < MESSAGES; i++) {
                from.says(message);
                sent.addAndGet(message.length);
            }
        } catch (IOException stopped) {
            sent.set(-1);
        }
    }

    private static void stallsThenArrivesWhole(Wire from, Wire to) throws Exception {
        AtomicLong sent = new AtomicLong();
        Thread flood = new Thread(() -> flood(from, sent), "flood");
        flood.setDaemon(true);
        flood.start();
        AtomicLong last = new AtomicLong(-1);
        await("the sender to be stopped")
                .pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> last.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
        assertThat(sent.get()).isBetween(1L, STALLED_BELOW);
        InputStream in = to.socket().getInputStream();
        byte[] expected = message();
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(in.readNBytes(expected.length)).isEqualTo(expected);
        }
        flood.join();
        assertThat(sent.get()).isEqualTo((long) MESSAGES * expected.length);
    }

    /** How the gateway speaks to the broker. */
    private enum Upstream {
        PLAINTEXT,
        TLS;

        ScriptedBroker broker(Certificates certificates) throws Exception {
            return this == TLS ? ScriptedBroker.tls(certificates) : new ScriptedBroker();
        }

        GatewayConfigText config(ScriptedBroker broker, Certificates certificates) {
            return this == TLS
                    ? GatewayConfigText.mutualTls(broker.port(), certificates, GatewayConfigText.ALLOW_EVERYTHING)
                    : GatewayConfigText.plain(broker.port(), GatewayConfigText.ALLOW_EVERYTHING);
        }
    }

    /** What two ends of a session do. */
    private interface Traffic {
        void between(Wire device, Wire upstream) throws Exception;
    }

    private void inASession(Upstream speaks, Traffic traffic) throws Exception {
        Certificates certificates = Certificates.in(folder);
        try (ScriptedBroker broker = speaks.broker(certificates);
                GatewayProcess gateway = GatewayProcess.start(speaks.config(broker, certificates), folder);
                Wire device = Wire.to(gateway.port()).says(CONNECT);
                Wire upstream = broker.accept().sees(CONNECT).says("20 02 0000")) {
            device.sees("20 02 0000");
            traffic.between(device, upstream);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeviceThatDoesNotReadStopsTheBroker(Upstream speaks) throws Exception {
        inASession(speaks, (device, upstream) -> stallsThenArrivesWhole(upstream, device));
    }

    @ParameterizedTest
    @EnumSource
    void aBrokerThatDoesNotReadStopsTheDevice(Upstream speaks) throws Exception {
        inASession(speaks, (device, upstream) -> stallsThenArrivesWhole(device, upstream));
    }

    @Test
    void aDeviceThatSendsDeniedMessagesAndReadsNoAnswersIsStopped() throws Exception {
        String policy = "policy { classes = [ { name = none, limits { max-packet-size = 256KiB } } ] }";
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = GatewayProcess.start(GatewayConfigText.plain(broker.port(), policy), folder);
                Wire device = Wire.to(gateway.port()).says(CONNECT);
                Wire upstream = broker.accept().sees(CONNECT).says("20 02 0000")) {
            device.sees("20 02 0000");
            byte[] denied = Wire.bytes("32 05 0001'a' 0001".repeat(10_000));
            AtomicLong sent = new AtomicLong();
            Thread flood = new Thread(
                    () -> {
                        try {
                            for (int i = 0; i < 10_000; i++) {
                                device.says(denied);
                                sent.addAndGet(denied.length);
                            }
                        } catch (IOException stopped) {
                            sent.set(-1);
                        }
                    },
                    "flood");
            flood.setDaemon(true);
            flood.start();
            AtomicLong last = new AtomicLong(-1);
            await("the device to be stopped")
                    .pollInterval(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> last.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
            assertThat(sent.get()).isBetween(1L, STALLED_BELOW);
            upstream.isSilent();
        }
    }
}
