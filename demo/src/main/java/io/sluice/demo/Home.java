/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small home of real MQTT clients on real sockets, in plaintext as ever: some do what they are for, some are hostile.
 * Each acts again and again until the home is closed.
 */
final class Home implements AutoCloseable {
    static final String SENSOR = "sensor-kitchen";
    static final String LOCK = "lock-frontdoor";
    static final String PHONE = "phone-alice";
    static final String BULB = "bulb-7";
    static final String METER = "meter-cellar";
    static final String CAMERA = "camera-porch";
    static final String STRANGER = "who-is-this";
    static final String NEIGHBOUR = "127.0.0.66";

    private static final int CONNECT_SECONDS = 10;
    private static final int FLOOD = 40;
    private static final int PICTURE = 1024 * 1024;
    private static final String HUBS_WORD = "unlock, says the hub";
    private static final byte[] BURGLARS_WORD = "unlock, says the bulb".getBytes(StandardCharsets.UTF_8);

    private final InetSocketAddress gateway;
    private final Expectations expectations;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "home");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Runnable> goodbyes = new ArrayList<>();
    private final AtomicInteger tick = new AtomicInteger();

    Home(InetSocketAddress gateway, Expectations expectations) {
        this.gateway = gateway;
        this.expectations = expectations;
    }

    /** Moves in: what happens there begins when all who live there are connected, or have failed to. */
    void open() {
        Mqtt5AsyncClient hub = five("hub");
        Mqtt3AsyncClient lock = three(LOCK);
        Mqtt3AsyncClient sensor = three(SENSOR);
        Mqtt5AsyncClient phone = five(PHONE);
        Mqtt3AsyncClient bulb = three(BULB);
        Mqtt3AsyncClient meter = three(METER);
        hub.publishes(MqttGlobalPublishFilter.ALL, message -> {
            String topic = message.getTopic().toString();
            if (topic.startsWith("home/sensor/")) {
                expectations.temperatureArrives.see();
            } else if (topic.equals("home/lock/state")) {
                expectations.stateArrives.see();
            }
        });
        lock.publishes(MqttGlobalPublishFilter.ALL, message -> {
            String command = StandardCharsets.UTF_8
                    .decode(message.getPayload().orElseThrow())
                    .toString();
            if (command.equals(HUBS_WORD)) {
                expectations.lockObeysHub.see();
                publish(lock, "home/lock/state", "unlocked");
            } else {
                expectations.seeBurglary();
            }
        });
        await(
                connectAs(hub, "hub", "hub's secret").thenCompose(connected -> hub.subscribeWith()
                        .topicFilter("home/#")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .send()),
                lock.connect().thenCompose(connected -> lock.subscribeWith()
                        .topicFilter("home/lock/set")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .send()),
                sensor.connect(),
                connectAs(phone, "alice", "alice's secret"),
                bulb.connect(),
                meter.connect());
        every(1000, 1000, () -> publish(sensor, "home/sensor/" + SENSOR + "/temperature", 18 + tick.get() % 7 + " °C"));
        every(1500, 4000, () -> publish(hub, "home/lock/set", HUBS_WORD));
        every(1200, 3000, () -> publish(phone, "owntracks/alice/phone", "52.52 13.40"));
        every(2700, 6000, () -> publish(phone, "owntracks/bob/phone", "48.85 2.35"));
        every(2000, 5000, () -> bulb.subscribeWith().topicFilter("#").send());
        every(2200, 5000, () -> bulb.publishWith()
                .topic("home/lock/set")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(BURGLARS_WORD)
                .send());
        every(3000, 7000, () -> {
            for (int i = 0; i < FLOOD; i++) {
                meter.publishWith()
                        .topic("home/meter/" + METER)
                        .payload(new byte[32])
                        .send();
            }
        });
        every(3300, 7000, this::sendPicture);
        every(2400, 6000, () -> dropIn(three(STRANGER)));
        every(1800, 6000, this::knockFromNextDoor);
    }

    private static void await(CompletableFuture<?>... connects) {
        CompletableFuture.allOf(connects)
                .orTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .exceptionally(failed -> null) // Whoever is not there will be missed.
                .join();
    }

    private void sendPicture() {
        Mqtt3AsyncClient camera = three(CAMERA);
        camera.connect().thenCompose(connected -> camera.publishWith()
                .topic("home/camera/" + CAMERA)
                .payload(new byte[PICTURE])
                .send());
    }

    private void knockFromNextDoor() {
        dropIn(Mqtt3Client.builder()
                .identifier("sensor-next-door")
                .transportConfig(MqttClientTransportConfig.builder()
                        .serverAddress(gateway)
                        .localAddress(NEIGHBOUR)
                        .build())
                .buildAsync());
    }

    private static void dropIn(Mqtt3AsyncClient visitor) {
        visitor.connect().thenRun(visitor::disconnect);
    }

    private Mqtt3AsyncClient three(String clientId) {
        Mqtt3AsyncClient client = Mqtt3Client.builder()
                .identifier(clientId)
                .serverAddress(gateway)
                .buildAsync();
        goodbyes.add(client::disconnect);
        return client;
    }

    private Mqtt5AsyncClient five(String clientId) {
        Mqtt5AsyncClient client = Mqtt5Client.builder()
                .identifier(clientId)
                .serverAddress(gateway)
                .buildAsync();
        goodbyes.add(client::disconnect);
        return client;
    }

    private static CompletableFuture<?> connectAs(Mqtt5AsyncClient client, String username, String password) {
        return client.connectWith()
                .simpleAuth()
                .username(username)
                .password(password.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .send();
    }

    private static void publish(Mqtt3AsyncClient client, String topic, String payload) {
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    private static void publish(Mqtt5AsyncClient client, String topic, String payload) {
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    private void every(long first, long millis, Runnable act) {
        clock.scheduleAtFixedRate(
                () -> {
                    tick.incrementAndGet();
                    act.run();
                },
                first,
                millis,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        goodbyes.forEach(Runnable::run);
    }
}
