/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.sluice.certs.KeyFile;
import io.sluice.certs.Pem;
import io.sluice.demo.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client library through the gateway to real brokers that take nothing but mutual TLS. */
class RealBrokersIT {
    private static final String POLICY =
            """
            policy { classes = [ { name = home
              match { client-id = ["dev-*"] }
              publish { allow = ["%c/#"], deny = ["+/no"] }
              subscribe { allow = ["#"], deny = ["dev-a/hidden"] }
              wildcards = allow, retain = allow
              limits { max-qos = 2, max-packet-size = 256KiB, publish-rate = unlimited, byte-rate = unlimited }
            } ] }
            """;

    @TempDir
    Path folder;

    /** The brokers that everybody runs. */
    enum Broker {
        ARTEMIS {
            @Override
            Running start(Certificates certificates) throws Exception {
                EmbeddedBroker broker = EmbeddedBroker.mutualTls(
                        certificates.folder(),
                        KeyFile.read(certificates.file("broker.key")),
                        List.of(Pem.readCertificate(certificates.file("broker.pem"))),
                        Pem.readCertificate(certificates.file("ca.pem")));
                return new Running(broker.port(), broker::close);
            }
        },
        MOSQUITTO {
            @Override
            Running start(Certificates certificates) throws Exception {
                Mosquitto broker = Mosquitto.start(certificates);
                return new Running(broker.port(), broker::close);
            }
        };

        abstract Running start(Certificates certificates) throws Exception;
    }

    private interface End {
        void run() throws java.io.IOException;
    }

    private record Running(int port, End end) implements AutoCloseable {
        @Override
        public void close() throws java.io.IOException {
            end.run();
        }
    }

    @ParameterizedTest
    @EnumSource(Broker.class)
    void everyQosAndSizeArrivesWholeAndInOrder(Broker broker) throws Exception {
        Certificates certificates = Certificates.in(folder);
        try (Running upstream = broker.start(certificates);
                GatewayProcess gateway = GatewayProcess.start(
                        GatewayConfigText.mutualTls(upstream.port(), certificates, POLICY), folder)) {
            Mqtt3BlockingClient subscriber = three(gateway, "dev-b");
            List<Mqtt3Publish> seen = new CopyOnWriteArrayList<>();
            subscriber.toAsync().publishes(MqttGlobalPublishFilter.ALL, seen::add);
            subscriber.connect();
            subscriber
                    .subscribeWith()
                    .topicFilter("dev-a/#")
                    .qos(MqttQos.EXACTLY_ONCE)
                    .send();
            Mqtt3BlockingClient publisher = three(gateway, "dev-a");
            publisher.connect();
            Random random = new Random(7);
            List<byte[]> payloads = IntStream.range(0, 60)
                    .mapToObj(i -> new byte[i % 10 == 9 ? 200_000 : random.nextInt(2_000)])
                    .peek(random::nextBytes)
                    .toList();
            for (int i = 0; i < payloads.size(); i++) {
                publisher
                        .publishWith()
                        .topic("dev-a/x")
                        .qos(MqttQos.fromCode(1 + i % 2))
                        .payload(payloads.get(i))
                        .send();
            }
            await("all messages").atMost(Duration.ofSeconds(30)).until(() -> seen.size() >= payloads.size());
            assertThat(seen.stream().map(Mqtt3Publish::getPayloadAsBytes).toList())
                    .usingElementComparator(java.util.Arrays::compare)
                    .containsExactlyInAnyOrderElementsOf(payloads);
            publisher.disconnect();
            subscriber.disconnect();
        }
    }

    @ParameterizedTest
    @EnumSource(Broker.class)
    void version5IsToldWhatIsDeniedAndTheRestPasses(Broker broker) throws Exception {
        Certificates certificates = Certificates.in(folder);
        try (Running upstream = broker.start(certificates);
                GatewayProcess gateway = GatewayProcess.start(
                        GatewayConfigText.mutualTls(upstream.port(), certificates, POLICY), folder)) {
            Mqtt5BlockingClient subscriber = five(gateway, "dev-b");
            List<String> seen = new CopyOnWriteArrayList<>();
            subscriber.toAsync().publishes(MqttGlobalPublishFilter.ALL, message -> seen.add(text(message)));
            subscriber.connect();
            subscriber
                    .subscribeWith()
                    .topicFilter("dev-a/#")
                    .qos(MqttQos.EXACTLY_ONCE)
                    .send();
            Mqtt5BlockingClient publisher = five(gateway, "dev-a");
            assertThat(publisher.connect().getRestrictions().getMaximumPacketSize())
                    .isLessThanOrEqualTo(256 * 1024);
            publish(publisher, "dev-a/1", MqttQos.AT_LEAST_ONCE);
            for (String denied : List.of("dev-a/no", "dev-z/1", "$SYS/x")) {
                Assertions.assertThatExceptionOfType(Mqtt5PubAckException.class)
                        .isThrownBy(() -> publish(publisher, denied, MqttQos.AT_LEAST_ONCE))
                        .matches(refused ->
                                refused.getMqttMessage().getReasonCode() == Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
            }
            publish(publisher, "dev-a/hidden", MqttQos.EXACTLY_ONCE);
            publish(publisher, "dev-a/2", MqttQos.EXACTLY_ONCE);
            await("the last message").atMost(Duration.ofSeconds(30)).until(() -> seen.contains("dev-a/2"));
            assertThat(seen).containsExactly("dev-a/1", "dev-a/2");
            publisher.disconnect();
            subscriber.disconnect();
            // Withheld deliveries were acknowledged: the broker has nothing in flight that it would deliver again.
            assertThat(gateway.awaitFlow("\"client_id\":\"dev-b\"")).contains("\"dropped\":{\"topic-denied\":1}");
        }
    }

    private static String text(Mqtt5Publish message) {
        return message.getTopic().toString();
    }

    private static void publish(Mqtt5BlockingClient client, String topic, MqttQos qos) {
        client.publishWith().topic(topic).qos(qos).payload(new byte[] {1}).send();
    }

    private static Mqtt3BlockingClient three(GatewayProcess gateway, String id) {
        return Mqtt3Client.builder()
                .identifier(id)
                .serverHost("127.0.0.1")
                .serverPort(gateway.port())
                .buildBlocking();
    }

    private static Mqtt5BlockingClient five(GatewayProcess gateway, String id) {
        return Mqtt5Client.builder()
                .identifier(id)
                .serverHost("127.0.0.1")
                .serverPort(gateway.port())
                .buildBlocking();
    }
}
