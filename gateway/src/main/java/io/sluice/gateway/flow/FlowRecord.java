/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of the flow log: a connection as it was when it ended, or as it is while it lives.
 *
 * @param end when it ended, or the time of the record
 * @param reason why it ended, empty in an interim record
 * @param detail the rule or the fault behind the reason
 * @param destination the address that the device connected to
 * @param deltas what came since the last record of this connection
 * @param broker the broker that was dialled, as configured
 * @param upstream the connection to the broker, empty where there was none or none over IP
 */
public record FlowRecord(
        String id,
        Instant start,
        Instant end,
        Optional<EndReason> reason,
        Optional<String> detail,
        String listener,
        InetSocketAddress device,
        InetSocketAddress destination,
        Optional<String> broker,
        Optional<Leg> upstream,
        Optional<Flow.TlsInfo> deviceTls,
        Optional<Flow.TlsInfo> brokerTls,
        Optional<Flow.Client> client,
        Optional<String> className,
        Totals totals,
        Totals deltas,
        FlowCounters.Verdicts verdicts) {

    /** The two ends of the gateway's own connection. */
    public record Leg(InetSocketAddress source, InetSocketAddress destination) {}

    /** Counters since the start of the connection. */
    public record Totals(
            long bytesFromDevice,
            long bytesToDevice,
            long bytesFromBroker,
            long bytesToBroker,
            long packetsFromDevice,
            long packetsToDevice,
            long packetsFromBroker,
            long packetsToBroker,
            long publishesFromDevice,
            long publishesToDevice,
            long subscriptions,
            Duration delayed) {

        static Totals of(FlowCounters counters) {
            return new Totals(
                    counters.bytesFromDevice,
                    counters.bytesToDevice,
                    counters.bytesFromBroker,
                    counters.bytesToBroker,
                    counters.packetsFromDevice,
                    counters.packetsToDevice,
                    counters.packetsFromBroker,
                    counters.packetsToBroker,
                    counters.publishesFromDevice,
                    counters.publishesToDevice,
                    counters.subscriptions,
                    Duration.ofNanos(counters.delayedNanos));
        }

        /** What came after an earlier state of the same counters. */
        Totals since(Totals earlier) {
            return new Totals(
                    bytesFromDevice - earlier.bytesFromDevice,
                    bytesToDevice - earlier.bytesToDevice,
                    bytesFromBroker - earlier.bytesFromBroker,
                    bytesToBroker - earlier.bytesToBroker,
                    packetsFromDevice - earlier.packetsFromDevice,
                    packetsToDevice - earlier.packetsToDevice,
                    packetsFromBroker - earlier.packetsFromBroker,
                    packetsToBroker - earlier.packetsToBroker,
                    publishesFromDevice - earlier.publishesFromDevice,
                    publishesToDevice - earlier.publishesToDevice,
                    subscriptions - earlier.subscriptions,
                    delayed.minus(earlier.delayed));
        }
    }
}
