/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import io.sluice.gateway.flow.ipfix.InformationElement.DataType;
import io.sluice.gateway.flow.ipfix.InformationElement.Semantics;
import io.sluice.gateway.flow.ipfix.InformationElement.Units;
import java.util.List;

/**
 * What IANA has no element for. The numbers are stable; the two directions are elements of their own, since collectors that
 * do not know a reverse form take it for the forward one.
 */
final class OwnElements {
    final InformationElement clientId;
    final InformationElement mqttVersion;
    final InformationElement keepAlive;
    final InformationElement className;
    final InformationElement listener;
    final InformationElement endReason;
    final InformationElement packetsFromDevice;
    final InformationElement packetsToDevice;
    final InformationElement publishesFromDevice;
    final InformationElement publishesToDevice;
    final InformationElement octetsToBroker;
    final InformationElement octetsFromBroker;
    final InformationElement packetsToBroker;
    final InformationElement packetsFromBroker;
    final InformationElement delay;
    final InformationElement dropped;
    final InformationElement refused;
    final InformationElement disconnected;
    final InformationElement delayed;

    private final int enterprise;

    /** @param enterprise the private enterprise number that they are under */
    OwnElements(int enterprise) {
        this.enterprise = enterprise;
        clientId = text(1, "mqttClientId", "Client id of the CONNECT");
        mqttVersion = own(
                2,
                DataType.UNSIGNED8,
                Semantics.IDENTIFIER,
                Units.NONE,
                "mqttProtocolLevel",
                "3: MQTT 3.1; 4: 3.1.1; 5: 5; 0: no CONNECT");
        keepAlive = own(
                3,
                DataType.UNSIGNED16,
                Semantics.QUANTITY,
                Units.SECONDS,
                "mqttKeepAlive",
                "Keep alive of the CONNECT");
        className = text(4, "sluiceClientClass", "Client class of the policy");
        listener = text(5, "sluiceListener", "Listener that the device came by");
        endReason = text(6, "sluiceEndReason", "Why the connection ended; empty while it lives");
        packetsFromDevice = delta(7, Units.MESSAGES, "mqttFromDevicePacketDeltaCount", "MQTT packets from the device");
        packetsToDevice = delta(8, Units.MESSAGES, "mqttToDevicePacketDeltaCount", "MQTT packets to the device");
        publishesFromDevice = delta(9, Units.MESSAGES, "mqttFromDevicePublishDeltaCount", "PUBLISHes from the device");
        publishesToDevice = delta(10, Units.MESSAGES, "mqttToDevicePublishDeltaCount", "PUBLISHes to the device");
        octetsToBroker = delta(11, Units.OCTETS, "mqttToBrokerOctetDeltaCount", "MQTT octets to the broker");
        octetsFromBroker = delta(12, Units.OCTETS, "mqttFromBrokerOctetDeltaCount", "MQTT octets from the broker");
        packetsToBroker = delta(13, Units.MESSAGES, "mqttToBrokerPacketDeltaCount", "MQTT packets to the broker");
        packetsFromBroker = delta(14, Units.MESSAGES, "mqttFromBrokerPacketDeltaCount", "MQTT packets from the broker");
        delay = delta(15, Units.MILLISECONDS, "sluiceDelayDeltaMilliseconds", "How long PUBLISHes were held back");
        dropped = total(16, "sluiceDroppedTotalCount", "Verdicts: packets dropped");
        refused = total(17, "sluiceRefusedTotalCount", "Verdicts: packets or connections refused");
        disconnected = total(18, "sluiceDisconnectedTotalCount", "Verdicts: device disconnected");
        delayed = total(19, "sluiceDelayedTotalCount", "Verdicts: packets delayed");
    }

    /** All of them, in the order of their numbers. */
    List<InformationElement> all() {
        return List.of(
                clientId,
                mqttVersion,
                keepAlive,
                className,
                listener,
                endReason,
                packetsFromDevice,
                packetsToDevice,
                publishesFromDevice,
                publishesToDevice,
                octetsToBroker,
                octetsFromBroker,
                packetsToBroker,
                packetsFromBroker,
                delay,
                dropped,
                refused,
                disconnected,
                delayed);
    }

    private InformationElement text(int id, String name, String description) {
        return own(id, DataType.STRING, Semantics.DEFAULT, Units.NONE, name, description);
    }

    private InformationElement delta(int id, Units units, String name, String description) {
        return own(id, DataType.UNSIGNED64, Semantics.DELTA_COUNTER, units, name, description);
    }

    private InformationElement total(int id, String name, String description) {
        return own(id, DataType.UNSIGNED64, Semantics.TOTAL_COUNTER, Units.NONE, name, description);
    }

    private InformationElement own(
            int id, DataType type, Semantics semantics, Units units, String name, String description) {
        return new InformationElement(enterprise, id, type, semantics, units, name, description);
    }
}
