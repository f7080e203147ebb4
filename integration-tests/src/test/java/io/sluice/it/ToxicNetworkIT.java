/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import io.sluice.certs.KeyFile;
import io.sluice.certs.Pem;
import io.sluice.demo.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Toxiproxy on both sides of the gateway: QoS 1 traffic arrives whole whatever the network does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToxicNetworkIT {
    private static final int MESSAGES = 200;

    private Process toxiproxy;
    private ToxiproxyClient toxics;
    private EmbeddedBroker broker;
    private GatewayProcess gateway;
    private Proxy deviceSide;
    private Proxy brokerSide;

    @BeforeAll
    void startToxiproxy() throws Exception {
        int port = FreePort.choose();
        toxiproxy = new ProcessBuilder(Peers.toxiproxy().toString(), "-host", "127.0.0.1", "-port", "" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        toxics = new ToxiproxyClient("127.0.0.1", port);
        await("toxiproxy").atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> toxics.getProxies() != null);
    }

    @AfterAll
    void stopToxiproxy() throws Exception {
        if (toxiproxy != null) {
            toxiproxy.destroy();
            assertThat(toxiproxy.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.in(folder);
        broker = EmbeddedBroker.mutualTls(
                folder,
                KeyFile.read(certificates.file("broker.key")),
                List.of(Pem.readCertificate(certificates.file("broker.pem"))),
                Pem.readCertificate(certificates.file("ca.pem")));
        brokerSide = toxics.createProxy("broker", "127.0.0.1:0", "127.0.0.1:" + broker.port());
        gateway = GatewayProcess.start(
                GatewayConfigText.mutualTls(port(brokerSide), certificates, GatewayConfigText.ALLOW_EVERYTHING),
                folder);
        deviceSide = toxics.createProxy("device", "127.0.0.1:0", "127.0.0.1:" + gateway.port());
    }

    @AfterEach
    void stop() throws Exception {
        deviceSide.delete();
        gateway.close();
        brokerSide.delete();
        broker.close();
    }

    @Test
    void latencyOnBothSides() throws Exception {
        for (Proxy side : List.of(deviceSide, brokerSide)) {
            side.toxics().latency("latency-down", ToxicDirection.DOWNSTREAM, 20).setJitter(15);
            side.toxics().latency("latency-up", ToxicDirection.UPSTREAM, 20).setJitter(15);
        }
        everythingArrives(false);
    }

    @Test
    void oneByteAtATimeOnBothSides() throws Exception {
        deviceSide.toxics().slicer("slice-up", ToxicDirection.UPSTREAM, 1, 0);
        deviceSide.toxics().slicer("slice-down", ToxicDirection.DOWNSTREAM, 1, 0);
        brokerSide.toxics().slicer("slice-broker", ToxicDirection.DOWNSTREAM, 1, 0);
        everythingArrives(false);
    }

    @Test
    void resetsInBetween() throws Exception {
        everythingArrives(true);
    }

    private void everythingArrives(boolean resets) throws Exception {
        ConcurrentSkipListSet<Integer> seen = new ConcurrentSkipListSet<>();
        Mqtt3AsyncClient subscriber = client("sub", gateway.port());
        subscriber.publishes(
                MqttGlobalPublishFilter.ALL,
                message -> seen.add(Integer.valueOf(new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8))));
        connect(subscriber);
        subscriber
                .toBlocking()
                .subscribeWith()
                .topicFilter("t/#")
                .qos(MqttQos.AT_LEAST_ONCE)
                .send();
        Mqtt3AsyncClient publisher = client("pub", port(deviceSide));
        connect(publisher);
        for (int i = 0; i < MESSAGES; i++) {
            publisher
                    .publishWith()
                    .topic("t/" + i % 3)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(Integer.toString(i).getBytes(StandardCharsets.UTF_8))
                    .send();
            if (resets && i % 80 == 40) {
                reset(i % 160 == 40 ? deviceSide : brokerSide);
            }
        }
        await("all messages; missing " + MESSAGES)
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(seen)
                        .containsExactlyElementsOf(
                                IntStream.range(0, MESSAGES).boxed().toList()));
        publisher.disconnect();
        subscriber.disconnect();
        assertThat(gateway.flows()).noneMatch(flow -> flow.contains("\"malformed\"") || flow.contains("\"internal\""));
    }

    /** Breaks every connection of one side; the clients come back by themselves. */
    private static void reset(Proxy side) throws IOException {
        side.toxics().resetPeer("reset", ToxicDirection.UPSTREAM, 0);
        side.toxics().get("reset").remove();
        side.disable();
        side.enable();
    }

    private static void connect(Mqtt3AsyncClient client) {
        Mqtt3BlockingClient blocking = client.toBlocking();
        blocking.connectWith().cleanSession(false).keepAlive(30).send();
    }

    private static Mqtt3AsyncClient client(String id, int port) {
        return Mqtt3Client.builder()
                .identifier(id)
                .serverHost("127.0.0.1")
                .serverPort(port)
                .automaticReconnect()
                .initialDelay(100, TimeUnit.MILLISECONDS)
                .maxDelay(500, TimeUnit.MILLISECONDS)
                .applyAutomaticReconnect()
                .buildAsync();
    }

    private static int port(Proxy proxy) {
        return Integer.parseInt(proxy.getListen().substring(proxy.getListen().lastIndexOf(':') + 1));
    }
}
