/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What clients of the HiveMQ library do at a broker. */
final class HiveMqVisit {
    private HiveMqVisit() {}

    static String three(int port, String prefix) throws Exception {
        StringBuilder seen = new StringBuilder();
        Mqtt3BlockingClient client = Mqtt3Client.builder()
                .identifier(prefix + "a")
                .serverHost("127.0.0.1")
                .serverPort(port)
                .willPublish()
                .topic(prefix + "/gone")
                .qos(MqttQos.EXACTLY_ONCE)
                .retain(true)
                .payload(bytes("gone"))
                .applyWillPublish()
                .simpleAuth()
                .username("user")
                .password(new byte[] {0, 1, -1})
                .applySimpleAuth()
                .buildBlocking();
        try (Mqtt3BlockingClient.Mqtt3Publishes arrived = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.connect();
            client.subscribeWith()
                    .addSubscription()
                    .topicFilter(prefix + "/#")
                    .qos(MqttQos.EXACTLY_ONCE)
                    .applySubscription()
                    .addSubscription()
                    .topicFilter("$share/" + prefix + "/" + prefix + "-shared/+")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .applySubscription()
                    .send();
            for (String topic : new String[] {prefix + "/t", prefix + "/\u6e29\u5ea6", prefix + "-shared/t"}) {
                for (MqttQos qos : MqttQos.values()) {
                    for (int size : new int[] {0, 100, 200_000}) {
                        client.publishWith()
                                .topic(topic)
                                .qos(qos)
                                .retain(size == 100)
                                .payload(new byte[size])
                                .send();
                        Mqtt3Publish got = arrived.receive(20, TimeUnit.SECONDS).orElseThrow();
                        tell(seen, got.getTopic(), got.getQos(), got.isRetain(), got.getPayloadAsBytes());
                    }
                }
            }
            client.unsubscribeWith().topicFilter(prefix + "-shared/+").send();
            client.publishWith().topic(prefix + "/end").send();
            seen.append(arrived.receive(20, TimeUnit.SECONDS).orElseThrow().getTopic());
            client.disconnect();
        }
        return seen.toString();
    }

    static String five(int port, String prefix) throws Exception {
        StringBuilder seen = new StringBuilder();
        Mqtt5BlockingClient client = Mqtt5Client.builder()
                .identifier(prefix + "a")
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildBlocking();
        try (Mqtt5BlockingClient.Mqtt5Publishes arrived = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.connectWith()
                    .sessionExpiryInterval(60)
                    .restrictions()
                    .receiveMaximum(30)
                    .topicAliasMaximum(5)
                    .sendTopicAliasMaximum(5)
                    .applyRestrictions()
                    .userProperties()
                    .add("library", "hivemq")
                    .applyUserProperties()
                    .willPublish()
                    .topic(prefix + "/gone")
                    .qos(MqttQos.EXACTLY_ONCE)
                    .payload(bytes("gone"))
                    .contentType("text/will")
                    .delayInterval(0)
                    .applyWillPublish()
                    .send();
            client.subscribeWith()
                    .addSubscription()
                    .topicFilter(prefix + "/#")
                    .qos(MqttQos.EXACTLY_ONCE)
                    .retainAsPublished(true)
                    .retainHandling(Mqtt5RetainHandling.DO_NOT_SEND)
                    .applySubscription()
                    .addSubscription()
                    .topicFilter("$share/" + prefix + "/" + prefix + "-shared/+")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .applySubscription()
                    .userProperties()
                    .add("s", "1")
                    .applyUserProperties()
                    .send();
            Mqtt5Publish message = Mqtt5Publish.builder()
                    .topic(prefix + "/t")
                    .contentType("application/octet-stream")
                    .correlationData(new byte[] {0, -1})
                    .responseTopic(prefix + "/answer")
                    .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UNSPECIFIED)
                    .userProperties(Mqtt5UserProperties.builder()
                            .add("k", "v")
                            .add("k", "w")
                            .build())
                    .build();
            for (String topic : new String[] {prefix + "/t", prefix + "/\u6e29\u5ea6", prefix + "-shared/t"}) {
                for (MqttQos qos : MqttQos.values()) {
                    for (int size : new int[] {0, 100, 200_000}) {
                        client.publish(message.extend()
                                .topic(topic)
                                .qos(qos)
                                .retain(size == 100)
                                .payload(new byte[size])
                                .build());
                        Mqtt5Publish got = arrived.receive(20, TimeUnit.SECONDS).orElseThrow();
                        tell(seen, got.getTopic(), got.getQos(), got.isRetain(), got.getPayloadAsBytes());
                        seen.append(got.getUserProperties()).append('\n');
                    }
                }
            }
            client.unsubscribeWith().topicFilter(prefix + "-shared/+").send();
            client.publishWith().topic(prefix + "/end").send();
            seen.append(arrived.receive(20, TimeUnit.SECONDS).orElseThrow().getTopic());
            client.disconnectWith()
                    .reasonCode(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
                    .sessionExpiryInterval(0)
                    .reasonString("done")
                    .send();
        }
        return seen.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void tell(StringBuilder seen, Object topic, MqttQos qos, boolean retain, byte[] payload) {
        seen.append("%s %s %s %d %d%n".formatted(topic, qos, retain, payload.length, Arrays.hashCode(payload)));
    }
}
