/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.sluice.gateway.frame.ReasonCode;
import io.sluice.policy.Reason;
import java.util.Optional;

/** What the gateway says of its own, in the words of one protocol version. */
final class Answers {
    private final int level;

    /**
     * @param level protocol level: 3, 4 or 5
     */
    Answers(int level) {
        this.level = level;
    }

    /** CONNACK with the MQTT 5 reason code, or with the return code that stood for it before (MQTT 3.1.1, table 3.1). */
    MqttMessage connack(int reasonCode) {
        int code = level == 5
                ? inConnack(reasonCode)
                : switch (reasonCode) {
                    case ReasonCode.NOT_AUTHORIZED -> 5;
                    case ReasonCode.BAD_USER_NAME_OR_PASSWORD -> 4;
                    default -> 3;
                };
        return new MqttConnAckMessage(
                header(MqttMessageType.CONNACK),
                new MqttConnAckVariableHeader(
                        MqttConnectReturnCode.valueOf((byte) code), false, MqttProperties.NO_PROPERTIES));
    }

    /** What a CONNACK says in place of what only a DISCONNECT can [MQTT-3.2.2-8]. */
    private static int inConnack(int reasonCode) {
        return switch (reasonCode) {
            case ReasonCode.SERVER_SHUTTING_DOWN -> ReasonCode.SERVER_UNAVAILABLE;
            case ReasonCode.TOPIC_ALIAS_INVALID, ReasonCode.RECEIVE_MAXIMUM_EXCEEDED -> ReasonCode.PROTOCOL_ERROR;
            case ReasonCode.MESSAGE_RATE_TOO_HIGH -> ReasonCode.QUOTA_EXCEEDED;
            case ReasonCode.ADMINISTRATIVE_ACTION -> ReasonCode.NOT_AUTHORIZED;
            case ReasonCode.KEEP_ALIVE_TIMEOUT -> ReasonCode.UNSPECIFIED_ERROR;
            default -> reasonCode;
        };
    }

    /** DISCONNECT, which only MQTT 5 lets a server send. */
    Optional<MqttMessage> disconnect(int reasonCode) {
        if (level < 5) {
            return Optional.empty();
        }
        return Optional.of(new MqttMessage(
                header(MqttMessageType.DISCONNECT),
                new MqttReasonCodeAndPropertiesVariableHeader((byte) reasonCode, MqttProperties.NO_PROPERTIES)));
    }

    /** DISCONNECT as a client says it, upon which a broker throws the will away (MQTT 3.1.1 and 5, section 3.14). */
    MqttMessage goodbye() {
        return new MqttMessage(header(MqttMessageType.DISCONNECT));
    }

    MqttMessage puback(int packetId, int reasonCode) {
        return acknowledgement(MqttMessageType.PUBACK, packetId, reasonCode);
    }

    MqttMessage pubrec(int packetId, int reasonCode) {
        return acknowledgement(MqttMessageType.PUBREC, packetId, reasonCode);
    }

    MqttMessage pubcomp(int packetId) {
        return acknowledgement(MqttMessageType.PUBCOMP, packetId, ReasonCode.SUCCESS);
    }

    MqttMessage suback(int packetId, int[] codes) {
        return new MqttSubAckMessage(
                header(MqttMessageType.SUBACK),
                MqttMessageIdVariableHeader.from(packetId),
                new MqttSubAckPayload(codes));
    }

    /** What stands in a SUBACK for a filter that is denied. MQTT 3.1 has no word for it, and is told what it asked for. */
    int subscribeRefusal(Reason reason, int requestedQos) {
        return switch (level) {
            case 3 -> requestedQos;
            case 4 -> 0x80;
            default -> reason == Reason.SUBSCRIPTIONS ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.NOT_AUTHORIZED;
        };
    }

    /** The reason code that tells an MQTT 5 publisher why its message goes nowhere. */
    static int publishRefusal(Reason reason) {
        return switch (reason) {
            case PUBLISH_RATE, BYTE_RATE -> ReasonCode.QUOTA_EXCEEDED;
            default -> ReasonCode.NOT_AUTHORIZED;
        };
    }

    /** The reason code with which an MQTT 5 device is disconnected for a denied packet. */
    static int disconnection(Reason reason) {
        return switch (reason) {
            case QOS -> ReasonCode.QOS_NOT_SUPPORTED;
            case RETAIN -> ReasonCode.RETAIN_NOT_SUPPORTED;
            case PUBLISH_RATE, BYTE_RATE -> ReasonCode.MESSAGE_RATE_TOO_HIGH;
            case PACKET_SIZE -> ReasonCode.PACKET_TOO_LARGE;
            default -> ReasonCode.NOT_AUTHORIZED;
        };
    }

    private MqttMessage acknowledgement(MqttMessageType type, int packetId, int reasonCode) {
        MqttFixedHeader header = header(type);
        return level == 5 && reasonCode != ReasonCode.SUCCESS
                ? new MqttMessage(
                        header,
                        new MqttPubReplyMessageVariableHeader(
                                packetId, (byte) reasonCode, MqttProperties.NO_PROPERTIES))
                : new MqttMessage(header, MqttMessageIdVariableHeader.from(packetId));
    }

    private static MqttFixedHeader header(MqttMessageType type) {
        return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
    }
}
