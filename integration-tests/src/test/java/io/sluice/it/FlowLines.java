/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Flow records of different origin as texts that are equal when they say the same. */
final class FlowLines {
    private FlowLines() {}

    static String endReason(JsonNode record) {
        return record.path("end_reason").asText();
    }

    static String flowId(JsonNode record) {
        return Long.toUnsignedString(
                UUID.fromString(record.get("flow_id").asText()).getMostSignificantBits());
    }

    private static String endpoints(Object source, Object sourcePort, Object destination, Object destinationPort) {
        return address(source) + " " + sourcePort + " > " + address(destination) + " " + destinationPort;
    }

    private static String address(Object text) {
        try {
            return InetAddress.getByName(text.toString()).getHostAddress();
        } catch (IOException unknown) {
            throw new UncheckedIOException(unknown);
        }
    }

    static String ofJson(JsonNode record) {
        JsonNode deltas = record.get("deltas");
        return endpoints(
                        record.at("/device/address").asText(),
                        record.at("/device/port").asInt(),
                        record.at("/destination/address").asText(),
                        record.at("/destination/port").asInt())
                + " bytes " + deltas.get("bytes_from_device").asLong() + " "
                + deltas.get("bytes_to_device").asLong()
                + " packets " + deltas.get("packets_from_device").asLong() + " "
                + deltas.get("packets_to_device").asLong()
                + " time " + millis(record, "start") + " " + millis(record, "end")
                + " upstream " + record.at("/upstream/source/port").asInt() + " "
                + record.at("/upstream/destination/port").asInt();
    }

    private static long millis(JsonNode record, String name) {
        return Instant.parse(record.get(name).asText()).toEpochMilli();
    }

    static String ofNfdump(JsonNode flow) {
        boolean v6 = flow.has("src6_addr");
        return endpoints(
                        flow.get(v6 ? "src6_addr" : "src4_addr").asText(),
                        flow.get("src_port").asInt(),
                        flow.get(v6 ? "dst6_addr" : "dst4_addr").asText(),
                        flow.get("dst_port").asInt())
                + " bytes " + flow.path("in_bytes").asLong() + " "
                + flow.path("out_bytes").asLong()
                + " packets " + flow.path("in_packets").asLong() + " "
                + flow.path("out_packets").asLong()
                + " time " + localMillis(flow.get("first").asText()) + " "
                + localMillis(flow.get("last").asText())
                + " upstream " + flow.path("src_xlt_port").asInt() + " "
                + flow.path("dst_xlt_port").asInt();
    }

    /** nfdump writes times of this place. */
    private static long localMillis(String text) {
        return LocalDateTime.parse(text)
                .atZone(ZoneId.systemDefault())
                .toInstant()
                .truncatedTo(ChronoUnit.MILLIS)
                .toEpochMilli();
    }

    static String ofJsonInFull(JsonNode record) {
        JsonNode totals = record.get("totals");
        JsonNode deltas = record.get("deltas");
        return Stream.<Object>of(
                        flowId(record),
                        endpoints(
                                record.at("/device/address").asText(),
                                record.at("/device/port").asInt(),
                                record.at("/destination/address").asText(),
                                record.at("/destination/port").asInt()),
                        deltas.get("bytes_from_device"),
                        deltas.get("bytes_to_device"),
                        totals.get("bytes_from_device"),
                        totals.get("bytes_to_device"),
                        record.at("/upstream/source/port").asInt(),
                        record.at("/mqtt/username").asText(),
                        hex(record.at("/mqtt/client_id").asText()),
                        hex(endReason(record)),
                        deltas.get("packets_to_broker"),
                        flowEnd(record))
                .map(Object::toString)
                .collect(Collectors.joining(" "));
    }

    static String ofTshark(Map<String, String> flow) {
        return Stream.<Object>of(
                        flow.get("flow_id"),
                        endpoints(flow.get("srcaddr"), flow.get("srcport"), flow.get("dstaddr"), flow.get("dstport")),
                        flow.get("octets"),
                        flow.get("reverse octets"),
                        flow.get("permanent_octets"),
                        flow.get("reverse permanent_octets"),
                        flow.getOrDefault("post_naptsource_transport_port", "0"),
                        flow.getOrDefault("user_name", ""),
                        flow.getOrDefault("1", ""),
                        flow.getOrDefault("6", ""),
                        Long.parseLong(flow.get("13"), 16),
                        flow.get("flow_end_reason") + "/" + flow.get("firewall_event"))
                .map(Object::toString)
                .collect(Collectors.joining(" "));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** flowEndReason and firewallEvent, of the ends that there are in these tests. */
    private static String flowEnd(JsonNode record) {
        return switch (endReason(record)) {
            case "" -> "2/5";
            case "device-disconnect" -> "3/2";
            case "denied-connect", "malformed" -> "4/3";
            default -> "unexpected end " + endReason(record);
        };
    }
}
