/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import static io.sluice.gateway.flow.ipfix.InformationElement.iana;

import io.sluice.gateway.flow.ipfix.InformationElement.DataType;
import io.sluice.gateway.flow.ipfix.InformationElement.Semantics;
import io.sluice.gateway.flow.ipfix.InformationElement.Units;

/** Those of IANA's elements that are exported: https://www.iana.org/assignments/ipfix. */
final class Iana {
    static final InformationElement OCTET_DELTA_COUNT = delta(1, Units.OCTETS, "octetDeltaCount");
    static final InformationElement PACKET_DELTA_COUNT = delta(2, Units.PACKETS, "packetDeltaCount");
    static final InformationElement PROTOCOL_IDENTIFIER = identifier(4, DataType.UNSIGNED8, "protocolIdentifier");
    static final InformationElement SOURCE_TRANSPORT_PORT = identifier(7, DataType.UNSIGNED16, "sourceTransportPort");
    static final InformationElement SOURCE_IPV4_ADDRESS = plain(8, DataType.IPV4_ADDRESS, "sourceIPv4Address");
    static final InformationElement DESTINATION_TRANSPORT_PORT =
            identifier(11, DataType.UNSIGNED16, "destinationTransportPort");
    static final InformationElement DESTINATION_IPV4_ADDRESS =
            plain(12, DataType.IPV4_ADDRESS, "destinationIPv4Address");
    static final InformationElement SOURCE_IPV6_ADDRESS = plain(27, DataType.IPV6_ADDRESS, "sourceIPv6Address");
    static final InformationElement DESTINATION_IPV6_ADDRESS =
            plain(28, DataType.IPV6_ADDRESS, "destinationIPv6Address");
    static final InformationElement OCTET_TOTAL_COUNT = total(85, Units.OCTETS, "octetTotalCount");
    static final InformationElement FORWARDING_STATUS = identifier(89, DataType.UNSIGNED8, "forwardingStatus");
    static final InformationElement FLOW_END_REASON = identifier(136, DataType.UNSIGNED8, "flowEndReason");
    static final InformationElement EXPORTING_PROCESS_ID = identifier(144, DataType.UNSIGNED32, "exportingProcessId");
    static final InformationElement FLOW_ID = identifier(148, DataType.UNSIGNED64, "flowId");
    static final InformationElement FLOW_START = plain(152, DataType.MILLISECONDS, "flowStartMilliseconds");
    static final InformationElement FLOW_END = plain(153, DataType.MILLISECONDS, "flowEndMilliseconds");
    static final InformationElement NOT_SENT_FLOWS = total(166, Units.FLOWS, "notSentFlowTotalCount");
    static final InformationElement NOT_SENT_PACKETS = total(167, Units.PACKETS, "notSentPacketTotalCount");
    static final InformationElement NOT_SENT_OCTETS = total(168, Units.OCTETS, "notSentOctetTotalCount");
    static final InformationElement POST_NAT_SOURCE_IPV4 =
            plain(225, DataType.IPV4_ADDRESS, "postNATSourceIPv4Address");
    static final InformationElement POST_NAT_DESTINATION_IPV4 =
            plain(226, DataType.IPV4_ADDRESS, "postNATDestinationIPv4Address");
    static final InformationElement POST_NAPT_SOURCE_PORT =
            identifier(227, DataType.UNSIGNED16, "postNAPTSourceTransportPort");
    static final InformationElement POST_NAPT_DESTINATION_PORT =
            identifier(228, DataType.UNSIGNED16, "postNAPTDestinationTransportPort");
    static final InformationElement FIREWALL_EVENT = identifier(233, DataType.UNSIGNED8, "firewallEvent");
    static final InformationElement BIFLOW_DIRECTION = identifier(239, DataType.UNSIGNED8, "biflowDirection");
    static final InformationElement POST_NAT_SOURCE_IPV6 =
            plain(281, DataType.IPV6_ADDRESS, "postNATSourceIPv6Address");
    static final InformationElement POST_NAT_DESTINATION_IPV6 =
            plain(282, DataType.IPV6_ADDRESS, "postNATDestinationIPv6Address");
    static final InformationElement INFORMATION_ELEMENT_ID =
            identifier(303, DataType.UNSIGNED16, "informationElementId");
    static final InformationElement OBSERVATION_TIME = plain(323, DataType.MILLISECONDS, "observationTimeMilliseconds");
    static final InformationElement ELEMENT_DATA_TYPE = plain(339, DataType.UNSIGNED8, "informationElementDataType");
    static final InformationElement ELEMENT_DESCRIPTION = plain(340, DataType.STRING, "informationElementDescription");
    static final InformationElement ELEMENT_NAME = plain(341, DataType.STRING, "informationElementName");
    static final InformationElement ELEMENT_RANGE_BEGIN =
            identifier(342, DataType.UNSIGNED64, "informationElementRangeBegin");
    static final InformationElement ELEMENT_RANGE_END =
            identifier(343, DataType.UNSIGNED64, "informationElementRangeEnd");
    static final InformationElement ELEMENT_SEMANTICS = plain(344, DataType.UNSIGNED8, "informationElementSemantics");
    static final InformationElement ELEMENT_UNITS = plain(345, DataType.UNSIGNED16, "informationElementUnits");
    static final InformationElement PRIVATE_ENTERPRISE_NUMBER =
            identifier(346, DataType.UNSIGNED32, "privateEnterpriseNumber");
    static final InformationElement USER_NAME = plain(371, DataType.STRING, "userName");

    private Iana() {}

    private static InformationElement plain(int id, DataType type, String name) {
        return iana(id, type, Semantics.DEFAULT, Units.NONE, name);
    }

    private static InformationElement identifier(int id, DataType type, String name) {
        return iana(id, type, Semantics.IDENTIFIER, Units.NONE, name);
    }

    private static InformationElement delta(int id, Units units, String name) {
        return iana(id, DataType.UNSIGNED64, Semantics.DELTA_COUNTER, units, name);
    }

    private static InformationElement total(int id, Units units, String name) {
        return iana(id, DataType.UNSIGNED64, Semantics.TOTAL_COUNTER, units, name);
    }
}
