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
 * @param phase how far it had come when it ended, empty while it lives
 * @param detail the rule or the fault behind the reason
 * @param destination the address that the device connected to
 * @param communityId of the device's connection, see {@link CommunityId}; empty where its addresses are not to be known
 * @param deltas what came since the last record of this connection
 * @param broker the broker that was dialled, as configured
 * @param upstream the connection to the broker, empty where there was none or none over IP
 */
public record FlowRecord(
        String id,
        Instant start,
        Instant end,
        Optional<EndReason> reason,
        Optional<EndPhase> phase,
        Optional<String> detail,
        String listener,
        InetSocketAddress device,
        InetSocketAddress destination,
        Optional<String> communityId,
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

    /**
     * Counters since the start of the connection.
     *
     * @param topicsFromDevice distinct topics of its PUBLISHes, denied ones included; see {@link DistinctTopics}
     * @param topicsToDevice distinct topics of what the broker sent for it, withheld ones included
     */
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
            long topicsFromDevice,
            long topicsToDevice,
            Duration delayed) {

        static Totals of(FlowCounters counters) {
            return new Totals(
                    counters.bytesFromDevice,
                    counters.sentBytesToDevice(),
                    counters.bytesFromBroker,
                    counters.sentBytesToBroker(),
                    counters.packetsFromDevice,
                    counters.sentPacketsToDevice(),
                    counters.packetsFromBroker,
                    counters.sentPacketsToBroker(),
                    counters.publishesFromDevice,
                    counters.publishesToDevice,
                    counters.subscriptions,
                    counters.topicsFromDevice.count(),
                    counters.topicsToDevice.count(),
                    Duration.ofNanos(counters.delayedNanos));
        }
    }
}
