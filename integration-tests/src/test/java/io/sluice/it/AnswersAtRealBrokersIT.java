/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.demo.EmbeddedBroker;
import io.sluice.it.RawClient.Connect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Denied is denied at the brokers that everybody runs, too: what a device is told, what others at the broker hear, and what
 * the broker keeps of it, in every version and QoS.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswersAtRealBrokersIT {
    private static final String POLICY =
            """
            limits { connect-rate-per-source = "100000/s" }
            policy { classes = [ { name = home
              publish { allow = ["+/ok/#"], deny = ["+/ok/no"] }
              subscribe { allow = ["+/ok/#"], deny = ["+/ok/hidden"] }
              wildcards = allow, retain = strip
              limits { max-qos = 2, publish-rate = unlimited, byte-rate = unlimited }
            } ] }
            """;

    private final AtomicInteger runs = new AtomicInteger();
    private OpenMosquitto mosquitto;
    private EmbeddedBroker artemis;
    private GatewayProcess toMosquitto;
    private GatewayProcess toArtemis;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        mosquitto = OpenMosquitto.start(folder, "");
        artemis = EmbeddedBroker.plain();
        toMosquitto = GatewayProcess.start(GatewayConfigText.plain(mosquitto.port(), POLICY), folder);
        toArtemis = GatewayProcess.start(GatewayConfigText.plain(artemis.port(), POLICY), folder);
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable started : Arrays.asList(toMosquitto, toArtemis, mosquitto, artemis)) {
            if (started != null) {
                started.close();
            }
        }
    }

    static Stream<Arguments> everyVersionAndQos() {
        return Stream.of("mosquitto", "artemis")
                .flatMap(broker -> IntStream.of(3, 4, 5).boxed().flatMap(level -> IntStream.range(0, 3)
                        .mapToObj(qos -> Arguments.of(broker, level, qos))));
    }

    private int broker(String name) {
        return name.equals("mosquitto") ? mosquitto.port() : artemis.port();
    }

    private int gateway(String name) {
        return (name.equals("mosquitto") ? toMosquitto : toArtemis).port();
    }

    /** The first level of the topics of a test, so that none hears of another. */
    private String prefix() {
        return "t" + runs.incrementAndGet();
    }

    /** In any order: brokers keep it within a topic. */
    private static void awaitDelivered(RawClient client, String... topics) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(client.delivered()).containsExactlyInAnyOrder(topics));
    }

    /** Artemis retains some time after it took the PUBLISH: who subscribes too early hears nothing of it. */
    private static void awaitRetained(RawClient client, String topic) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            client.subscribe(2, topic);
            assertThat(client.delivered()).contains(topic + "!");
        });
    }

    private void awaitWithheld(String broker, String clientId, int deliveries) {
        GatewayProcess gateway = broker.equals("mosquitto") ? toMosquitto : toArtemis;
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(withheld(gateway, clientId)).isEqualTo(deliveries));
    }

    private static int withheld(GatewayProcess gateway, String clientId) throws Exception {
        int count = 0;
        for (JsonNode flow : new ObjectMapper().readTree(gateway.liveFlows())) {
            if (flow.path("mqtt").path("client_id").asText().equals(clientId)) {
                for (JsonNode drops : flow.path("verdicts").path("dropped")) {
                    count += drops.asInt();
                }
            }
        }
        return count;
    }

    @ParameterizedTest
    @MethodSource("everyVersionAndQos")
    void nobodyHearsADeniedPublishAndEverybodyOneThatIsAllowed(String broker, int level, int qos) throws Exception {
        String own = prefix();
        try (RawClient other = RawClient.connect(broker(broker), Connect.of(4, own + "-other"))) {
            other.subscribe(2, own + "/#");
            try (RawClient device = RawClient.connect(gateway(broker), Connect.of(level, own + "-device"))) {
                int refused = level == 5 && qos > 0 ? 0x87 : 0;
                assertThat(device.publish(own + "/ok/no", qos, false)).isEqualTo(refused);
                assertThat(device.publish(own + "/elsewhere", qos, false)).isEqualTo(refused);
                assertThat(device.publish(own + "/ok/x", qos, false)).isZero();
                awaitDelivered(other, own + "/ok/x");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyVersionAndQos")
    void whatIsRetainedIsRetainedWithoutTheFlagThatTheClassStrips(String broker, int level, int qos) throws Exception {
        String own = prefix();
        try (RawClient device = RawClient.connect(gateway(broker), Connect.of(level, own + "-device"));
                RawClient other = RawClient.connect(broker(broker), Connect.of(4, own + "-other"))) {
            device.publish(own + "/ok/x", qos, true);
            // Behind it, so that it has been there.
            device.publish(own + "/ok/y", 1, false);
            other.publish(own + "/ok/z", 1, true);
            // Artemis acknowledges before it retains: asked too early it has nothing yet.
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                other.subscribe(2, own + "/ok/+");
                assertThat(other.delivered()).containsOnly(own + "/ok/z!");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("everyVersionAndQos")
    void aDeniedDeliveryNeverComesAndTheBrokerForgetsIt(String broker, int level, int qos) throws Exception {
        String own = prefix();
        Connect lasting = Connect.of(level, own + "-device").lasting();
        try (RawClient other = RawClient.connect(broker(broker), Connect.of(4, own + "-other"))) {
            // Kept since before there was a rule.
            other.publish(own + "/ok/hidden", qos, true);
            awaitRetained(other, own + "/ok/hidden");
            try (RawClient device = RawClient.connect(gateway(broker), lasting)) {
                assertThat(device.subscribe(qos, own + "/ok/#")).isEqualTo("0" + qos);
                other.publish(own + "/ok/hidden", qos, false);
                other.publish(own + "/ok/seen", qos, false);
                awaitDelivered(device, own + "/ok/seen");
                awaitWithheld(broker, own + "-device", 2);
                device.disconnect();
            }
            try (RawClient resumed = RawClient.connect(broker(broker), lasting)) {
                other.publish(own + "/ok/later", qos, false);
                awaitDelivered(resumed, own + "/ok/later");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyVersionAndQos")
    void aSessionThatSubscribedWithoutTheGatewayHearsNoMoreThanThePolicyAllows(String broker, int level, int qos)
            throws Exception {
        String own = prefix();
        Connect lasting = Connect.of(level, own + "-device").lasting();
        try (RawClient other = RawClient.connect(broker(broker), Connect.of(4, own + "-other"))) {
            try (RawClient direct = RawClient.connect(broker(broker), lasting)) {
                direct.subscribe(qos, own + "/#");
                direct.disconnect();
            }
            if (qos > 0) {
                other.publish(own + "/elsewhere", qos, false);
            }
            try (RawClient device = RawClient.connect(gateway(broker), lasting)) {
                other.publish(own + "/elsewhere", qos, false);
                other.publish(own + "/ok/hidden", qos, false);
                other.publish(own + "/ok/seen", qos, false);
                awaitDelivered(device, own + "/ok/seen");
                awaitWithheld(broker, own + "-device", qos > 0 ? 3 : 2);
                device.disconnect();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyVersionAndQos")
    void deniedFiltersAreRefusedInTheirPlaces(String broker, int level, int qos) throws Exception {
        String own = prefix();
        try (RawClient device = RawClient.connect(gateway(broker), Connect.of(level, own + "-device"));
                RawClient other = RawClient.connect(broker(broker), Connect.of(4, own + "-other"))) {
            String refused = level == 3 ? "0" + qos : level == 4 ? "80" : "87";
            String granted = "0" + qos;
            assertThat(device.subscribe(qos, own + "/no", own + "/ok/x", "#", own + "/ok/y"))
                    .isEqualTo(String.join(" ", refused, granted, refused, granted));
            for (String topic : List.of("/no", "/ok/x", "/other", "/ok/y")) {
                other.publish(own + topic, qos, false);
            }
            awaitDelivered(device, own + "/ok/x", own + "/ok/y");
        }
    }

    @ParameterizedTest
    @MethodSource("everyVersionAndQos")
    void aWillIsSentWhenItsDeviceVanishesAndNoneWhenItSaysGoodbye(String broker, int level, int qos) throws Exception {
        String own = prefix();
        try (RawClient other = RawClient.connect(broker(broker), Connect.of(4, own + "-other"))) {
            other.subscribe(2, own + "/#");
            // Artemis 2.55 publishes the will of a client that closes right behind its DISCONNECT, as everybody does.
            if (!broker.equals("artemis")) {
                sayGoodbye(broker, level, qos, own);
            }
            try (Wire denied = Wire.to(gateway(broker))) {
                denied.says(Connect.of(level, own + "-denied")
                        .will(own + "/ok/no", qos)
                        .packet());
                assertThat(denied.packet()[3]).isEqualTo((byte) (level == 5 ? 0x87 : 5));
                denied.seesTheEnd();
            }
            RawClient.connect(
                            gateway(broker), Connect.of(level, own + "-device").will(own + "/ok/gone", qos))
                    .close();
            awaitDelivered(other, own + "/ok/gone");
        }
    }

    private void sayGoodbye(String broker, int level, int qos, String own) throws Exception {
        try (RawClient polite = RawClient.connect(
                gateway(broker), Connect.of(level, own + "-polite").will(own + "/ok/polite", qos))) {
            polite.disconnect();
        }
    }
}
