/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.AttributeKey;
import java.util.Objects;

/**
 * Turns what the gateway itself says into bytes, by netty-codec-mqtt. One an event loop and protocol level: Netty's encoder
 * takes the version from a channel attribute that only its own handling of CONNECT sets, which is set here instead.
 */
final class PacketEncoder {
    private static final AttributeKey<MqttVersion> VERSION = AttributeKey.valueOf("NETTY_CODEC_MQTT_VERSION");

    private final EmbeddedChannel channel = new EmbeddedChannel(MqttEncoder.INSTANCE);

    /**
     * @param level protocol level: 3, 4 or 5
     */
    PacketEncoder(int level) {
        channel.attr(VERSION)
                .set(
                        switch (level) {
                            case 3 -> MqttVersion.MQTT_3_1;
                            case 4 -> MqttVersion.MQTT_3_1_1;
                            default -> MqttVersion.MQTT_5;
                        });
    }

    ByteBuf encode(MqttMessage message) {
        channel.writeOutbound(message);
        return Objects.requireNonNull(channel.readOutbound());
    }
}
