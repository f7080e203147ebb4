/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import io.sluice.gateway.flow.PacketCounts.Direction;
import io.sluice.gateway.frame.PacketType;
import io.sluice.gateway.frame.Sender;
import io.sluice.policy.Reason;
import io.sluice.policy.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what one session carries. Plain numbers, written by its event loop alone. Bytes are MQTT bytes: without TLS, TCP
 * and IP around them. What goes to a side is counted when it is written, and is in a record when the network has taken it.
 */
public final class FlowCounters {
    // What one message counts stands together: after a thousand other sessions, each line of memory is in no cache.
    public long bytesFromDevice;
    public long packetsFromDevice;
    public long publishesFromDevice;
    public long publishesAllowed;
    public long packetsToBroker;
    public long bytesToBroker;

    /** Of what was written to either side: as much as the network had taken when it was last looked at. */
    private long sentPacketsToBroker;

    private long sentBytesToBroker;
    private long sentBytesToDevice;
    private long sentPacketsToDevice;
    public long bytesToDevice;
    public long packetsToDevice;
    public long publishesToDevice;
    public long deliveriesAllowed;
    public long packetsFromBroker;
    public long bytesFromBroker;
    public long subscriptions;
    public long delayedNanos;
    public final DistinctTopics topicsFromDevice = new DistinctTopics();
    public final DistinctTopics topicsToDevice = new DistinctTopics();

    private final PacketCounts types;

    private static final Map<Reason, Long> NOTHING = Map.of();

    private Map<Reason, Long> dropped = NOTHING;
    private Map<Reason, Long> refused = NOTHING;
    private Map<Reason, Long> disconnected = NOTHING;
    private Map<Reason, Long> delayed = NOTHING;

    public FlowCounters() {
        this(new PacketCounts());
    }

    /** @param types shared with the other sessions of the event loop */
    FlowCounters(PacketCounts types) {
        this.types = types;
    }

    /** Packets by type, of all sessions of the event loop. */
    public PacketCounts types() {
        return types;
    }

    /** Counts a verdict that is not {@link Verdict.Allow}; those are counted by their kind of packet. */
    public void count(Verdict verdict) {
        if (verdict instanceof Verdict.Drop) {
            dropped = add(dropped, verdict.reason());
        } else if (verdict instanceof Verdict.Refuse) {
            refused = add(refused, verdict.reason());
        } else if (verdict instanceof Verdict.Disconnect) {
            disconnected = add(disconnected, verdict.reason());
        } else if (verdict instanceof Verdict.Delay) {
            delayed = add(delayed, verdict.reason());
        }
    }

    /**
     * Counts packets that pass as they are.
     *
     * @param publishBytes of whole packets, as is {@code pubackBytes}
     */
    public void passed(Sender sender, int publishes, int publishBytes, int pubacks, int pubackBytes) {
        int packets = publishes + pubacks;
        if (sender == Sender.DEVICE) {
            packetsFromDevice += packets;
            packetsToBroker += packets;
            publishesFromDevice += publishes;
            publishesAllowed += publishes;
        } else {
            packetsFromBroker += packets;
            packetsToDevice += packets;
            publishesToDevice += publishes;
            deliveriesAllowed += publishes;
        }
        Direction in = sender == Sender.DEVICE ? Direction.FROM_DEVICE : Direction.FROM_BROKER;
        Direction out = sender == Sender.DEVICE ? Direction.TO_BROKER : Direction.TO_DEVICE;
        types.count(in, PacketType.PUBLISH, publishes, publishBytes);
        types.count(out, PacketType.PUBLISH, publishes, publishBytes);
        types.count(in, PacketType.PUBACK, pubacks, pubackBytes);
        types.count(out, PacketType.PUBACK, pubacks, pubackBytes);
    }

    /** All that was written to the device has been sent, but for this many bytes. */
    public void sentToDevice(long unsent) {
        sentBytesToDevice = bytesToDevice - unsent;
        sentPacketsToDevice = unsent == 0 ? packetsToDevice : sentPacketsToDevice;
    }

    /** All that was written to the broker has been sent, but for this many bytes. */
    public void sentToBroker(long unsent) {
        sentBytesToBroker = bytesToBroker - unsent;
        sentPacketsToBroker = unsent == 0 ? packetsToBroker : sentPacketsToBroker;
    }

    long sentBytesToDevice() {
        return sentBytesToDevice;
    }

    long sentBytesToBroker() {
        return sentBytesToBroker;
    }

    long sentPacketsToDevice() {
        return sentPacketsToDevice;
    }

    long sentPacketsToBroker() {
        return sentPacketsToBroker;
    }

    private static Map<Reason, Long> add(Map<Reason, Long> counts, Reason reason) {
        // Most sessions are never denied anything and share the empty map.
        Map<Reason, Long> own = counts == NOTHING ? new EnumMap<>(Reason.class) : counts;
        own.merge(reason, 1L, Long::sum);
        return own;
    }

    /** The verdicts so far, by kind and reason. */
    Verdicts verdicts() {
        return new Verdicts(
                publishesAllowed, deliveriesAllowed, copy(dropped), copy(refused), copy(disconnected), copy(delayed));
    }

    private static Map<String, Long> copy(Map<Reason, Long> counts) {
        Map<String, Long> copy = new TreeMap<>();
        counts.forEach((reason, count) -> copy.put(reason.label(), count));
        return copy;
    }

    /** Verdict counts of a record, keyed by the reason's label. */
    public record Verdicts(
            long publishesAllowed,
            long deliveriesAllowed,
            Map<String, Long> dropped,
            Map<String, Long> refused,
            Map<String, Long> disconnected,
            Map<String, Long> delayed) {}
}
