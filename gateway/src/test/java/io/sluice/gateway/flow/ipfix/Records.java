/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.flow.FlowRecord;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Flow records in the making. */
record Records(
        InetSocketAddress device,
        InetSocketAddress destination,
        Optional<FlowRecord.Leg> upstream,
        Optional<EndReason> reason,
        Optional<Flow.Client> client,
        String listener) {
    static final Instant START = Instant.parse("2026-01-01T00:00:00.123Z");
    static final String ID = "01234567-89ab-4def-8000-00000000000f";

    /** A device on IPv4 that never got to the broker. */
    static Records v4() {
        return new Records(
                new InetSocketAddress("192.0.2.7", 50_001),
                new InetSocketAddress("192.0.2.1", 1883),
                Optional.empty(),
                Optional.of(EndReason.DEVICE_DISCONNECT),
                Optional.of(new Flow.Client("5", "sensor-1", Optional.of("Jörg"), 60, true)),
                "lan");
    }

    static Records v6() {
        return v4().from("2001:db8::7", "2001:db8::1");
    }

    Records from(String device, String destination) {
        return new Records(
                new InetSocketAddress(device, 50_001),
                new InetSocketAddress(destination, 1883),
                upstream,
                reason,
                client,
                listener);
    }

    Records over(String source, String destination) {
        FlowRecord.Leg leg =
                new FlowRecord.Leg(new InetSocketAddress(source, 40_001), new InetSocketAddress(destination, 8883));
        return new Records(device, this.destination, Optional.of(leg), reason, client, listener);
    }

    Records ending(EndReason reason) {
        return new Records(device, destination, upstream, Optional.of(reason), client, listener);
    }

    Records interim() {
        return new Records(device, destination, upstream, Optional.empty(), client, listener);
    }

    Records by(String clientId, String username) {
        Flow.Client named = new Flow.Client("3.1.1", clientId, Optional.of(username), 0, false);
        return new Records(device, destination, upstream, reason, Optional.of(named), listener);
    }

    Records unknown() {
        return new Records(device, destination, upstream, reason, Optional.empty(), listener);
    }

    FlowRecord record() {
        return record(totals(1000, Duration.ofNanos(1_500_000)), totals(100, Duration.ofNanos(900_000)));
    }

    FlowRecord record(FlowRecord.Totals totals, FlowRecord.Totals deltas) {
        return new FlowRecord(
                ID,
                START,
                START.plusSeconds(90),
                reason,
                Optional.empty(),
                Optional.empty(),
                listener,
                device,
                destination,
                Optional.empty(),
                Optional.of("broker.lan:8883"),
                upstream,
                Optional.empty(),
                Optional.empty(),
                client,
                client.map(known -> "sensors"),
                totals,
                deltas,
                new FlowCounters.Verdicts(
                        5,
                        6,
                        Map.of("topic-denied", 2L, "retain", 1L),
                        Map.of("wildcard", 4L),
                        Map.of(),
                        Map.of("publish-rate", 7L)));
    }

    /** Counters, each another: the first is given. */
    static FlowRecord.Totals totals(long first, Duration delayed) {
        return new FlowRecord.Totals(
                first,
                first + 1,
                first + 2,
                first + 3,
                first + 4,
                first + 5,
                first + 6,
                first + 7,
                first + 8,
                first + 9,
                first + 10,
                first + 11,
                first + 12,
                delayed);
    }
}
