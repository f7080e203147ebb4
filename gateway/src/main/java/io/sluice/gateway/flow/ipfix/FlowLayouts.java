/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.flow.FlowRecord;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

/**
 * The layouts of flow records: one for each family that a device can connect by, and each that the broker can be reached by,
 * if it was. The device is the source; what goes back to it is in the reverse elements (RFC 5103).
 */
final class FlowLayouts {
    private static final int FIRST_ID = 256;
    private static final int TCP = 6;
    private static final int INITIATOR = 1;
    private static final Map<String, Integer> PROTOCOL_LEVELS = Map.of("3.1", 3, "3.1.1", 4, "5", 5);

    /** How the broker was reached. */
    private enum Upstream {
        NONE,
        IPV4,
        IPV6
    }

    /** Of the device's connection, and of the gateway's own. */
    private record Families(boolean v6, Upstream upstream) {}

    private final OwnElements own;
    private final Profile profile;
    private final int longestText;
    private final Map<Families, RecordLayout<FlowRecord>> layouts = new LinkedHashMap<>();

    /**
     * @param maxMessageSize bytes that a message takes at most; texts of devices get an eighth, our own a sixteenth, so that
     *     a record fits into the smallest
     */
    FlowLayouts(OwnElements own, Profile profile, int maxMessageSize) {
        this.own = own;
        this.profile = profile;
        this.longestText = Math.min(maxMessageSize / 8, 1024);
        for (boolean v6 : List.of(false, true)) {
            for (Upstream upstream : Upstream.values()) {
                int id = FIRST_ID + layouts.size();
                layouts.put(new Families(v6, upstream), new RecordLayout<>(id, 0, fields(v6, upstream)));
            }
        }
    }

    /** The elements of our own that they use. */
    OwnElements own() {
        return own;
    }

    /** All of them. */
    Collection<RecordLayout<FlowRecord>> all() {
        return layouts.values();
    }

    /** The one that a record takes. */
    RecordLayout<FlowRecord> of(FlowRecord flow) {
        boolean v6 = isV6(flow.device()) || isV6(flow.destination());
        Upstream upstream = flow.upstream()
                .map(leg -> isV6(leg.source()) || isV6(leg.destination()) ? Upstream.IPV6 : Upstream.IPV4)
                .orElse(Upstream.NONE);
        return Objects.requireNonNull(layouts.get(new Families(v6, upstream)));
    }

    private static boolean isV6(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address;
    }

    private List<Field<FlowRecord>> fields(boolean v6, Upstream upstream) {
        List<Field<FlowRecord>> fields = new ArrayList<>();
        fields.add(Field.number(Iana.FLOW_ID, flow -> UUID.fromString(flow.id()).getMostSignificantBits()));
        fields.add(Field.number(Iana.FLOW_START, flow -> flow.start().toEpochMilli()));
        fields.add(Field.number(Iana.FLOW_END, flow -> flow.end().toEpochMilli()));
        fields.add(Field.address(v6 ? Iana.SOURCE_IPV6_ADDRESS : Iana.SOURCE_IPV4_ADDRESS, flow -> flow.device()
                .getAddress()));
        fields.add(Field.address(
                v6 ? Iana.DESTINATION_IPV6_ADDRESS : Iana.DESTINATION_IPV4_ADDRESS,
                flow -> flow.destination().getAddress()));
        fields.add(
                Field.number(Iana.SOURCE_TRANSPORT_PORT, flow -> flow.device().getPort()));
        fields.add(Field.number(
                Iana.DESTINATION_TRANSPORT_PORT, flow -> flow.destination().getPort()));
        fields.add(Field.number(Iana.PROTOCOL_IDENTIFIER, flow -> TCP));
        fields.add(Field.number(Iana.BIFLOW_DIRECTION, flow -> INITIATOR));
        fields.addAll(counts());
        fields.add(Field.number(Iana.FLOW_END_REASON, flow -> FlowEnd.of(flow).reason()));
        fields.add(Field.number(Iana.FIREWALL_EVENT, flow -> FlowEnd.of(flow).event()));
        fields.add(Field.number(Iana.FORWARDING_STATUS, flow -> FlowEnd.of(flow).status()));
        if (upstream != Upstream.NONE) {
            fields.addAll(upstreamLeg(upstream == Upstream.IPV6));
        }
        fields.addAll(mqtt());
        return List.copyOf(fields);
    }

    private List<Field<FlowRecord>> counts() {
        List<Field<FlowRecord>> counts = new ArrayList<>();
        counts.add(Field.number(Iana.OCTET_DELTA_COUNT, flow -> flow.deltas().bytesFromDevice()));
        counts.add(Field.number(
                Iana.OCTET_DELTA_COUNT.reverse(), flow -> flow.deltas().bytesToDevice()));
        if (profile == Profile.NFDUMP) {
            counts.add(
                    Field.number(Iana.PACKET_DELTA_COUNT, flow -> flow.deltas().packetsFromDevice()));
            counts.add(Field.number(
                    Iana.PACKET_DELTA_COUNT.reverse(), flow -> flow.deltas().packetsToDevice()));
        } else {
            counts.add(
                    Field.number(Iana.OCTET_TOTAL_COUNT, flow -> flow.totals().bytesFromDevice()));
            counts.add(Field.number(
                    Iana.OCTET_TOTAL_COUNT.reverse(), flow -> flow.totals().bytesToDevice()));
        }
        return counts;
    }

    private static List<Field<FlowRecord>> upstreamLeg(boolean v6) {
        return List.of(
                Field.address(v6 ? Iana.POST_NAT_SOURCE_IPV6 : Iana.POST_NAT_SOURCE_IPV4, of(leg -> leg.source()
                        .getAddress())),
                Field.address(
                        v6 ? Iana.POST_NAT_DESTINATION_IPV6 : Iana.POST_NAT_DESTINATION_IPV4,
                        of(leg -> leg.destination().getAddress())),
                Field.number(
                        Iana.POST_NAPT_SOURCE_PORT,
                        flow -> flow.upstream().orElseThrow().source().getPort()),
                Field.number(
                        Iana.POST_NAPT_DESTINATION_PORT,
                        flow -> flow.upstream().orElseThrow().destination().getPort()));
    }

    private static Function<FlowRecord, InetAddress> of(Function<FlowRecord.Leg, InetAddress> address) {
        return flow -> address.apply(flow.upstream().orElseThrow());
    }

    private List<Field<FlowRecord>> mqtt() {
        return List.of(
                Field.text(Iana.USER_NAME, longestText, flow -> flow.client()
                        .flatMap(Flow.Client::username)
                        .orElse("")),
                Field.text(own.clientId, longestText, flow -> flow.client()
                        .map(Flow.Client::clientId)
                        .orElse("")),
                Field.number(
                        own.mqttVersion,
                        flow -> PROTOCOL_LEVELS.getOrDefault(
                                flow.client().map(Flow.Client::mqttVersion).orElse(""), 0)),
                Field.number(
                        own.keepAlive,
                        flow -> flow.client().map(Flow.Client::keepAlive).orElse(0)),
                Field.text(
                        own.className, longestText / 2, flow -> flow.className().orElse("")),
                Field.text(own.listener, longestText / 2, FlowRecord::listener),
                Field.text(own.endReason, longestText / 2, flow -> flow.reason()
                        .map(reason -> reason.word())
                        .orElse("")),
                Field.number(own.packetsFromDevice, flow -> flow.deltas().packetsFromDevice()),
                Field.number(own.packetsToDevice, flow -> flow.deltas().packetsToDevice()),
                Field.number(own.publishesFromDevice, flow -> flow.deltas().publishesFromDevice()),
                Field.number(own.publishesToDevice, flow -> flow.deltas().publishesToDevice()),
                Field.number(own.octetsToBroker, flow -> flow.deltas().bytesToBroker()),
                Field.number(own.octetsFromBroker, flow -> flow.deltas().bytesFromBroker()),
                Field.number(own.packetsToBroker, flow -> flow.deltas().packetsToBroker()),
                Field.number(own.packetsFromBroker, flow -> flow.deltas().packetsFromBroker()),
                Field.number(own.delay, FlowLayouts::delay),
                Field.number(own.dropped, flow -> sum(flow.verdicts().dropped())),
                Field.number(own.refused, flow -> sum(flow.verdicts().refused())),
                Field.number(own.disconnected, flow -> sum(flow.verdicts().disconnected())),
                Field.number(own.delayed, flow -> sum(flow.verdicts().delayed())));
    }

    /** Milliseconds since the last record, so that their sum is that of the totals although each is cut to whole ones. */
    private static long delay(FlowRecord flow) {
        FlowRecord.Totals totals = flow.totals();
        return totals.delayed().toMillis()
                - totals.delayed().minus(flow.deltas().delayed()).toMillis();
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
