/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import java.util.EnumMap;
import java.util.Map;

/** Sums of many flows' counters. Used by one thread at a time. */
public final class FlowTotals {
    public long bytesFromDevices;
    public long bytesToDevices;
    public long bytesFromBrokers;
    public long bytesToBrokers;
    public long packetsFromDevices;
    public long packetsToDevices;
    public long packetsFromBrokers;
    public long packetsToBrokers;
    public long publishesAllowed;
    public long deliveriesAllowed;
    public long delayedNanos;
    /** Bytes that wait to be written, TLS and what Netty reckons for a buffer included. */
    public long bufferedBytes;

    /** Live sessions by where they are. */
    private final Map<EndPhase, Long> sessions = new EnumMap<>(EndPhase.class);

    private final PacketCounts types = new PacketCounts();

    public void add(FlowCounters counters) {
        bytesFromDevices += counters.bytesFromDevice;
        bytesToDevices += counters.bytesToDevice;
        bytesFromBrokers += counters.bytesFromBroker;
        bytesToBrokers += counters.bytesToBroker;
        packetsFromDevices += counters.packetsFromDevice;
        packetsToDevices += counters.packetsToDevice;
        packetsFromBrokers += counters.packetsFromBroker;
        packetsToBrokers += counters.packetsToBroker;
        publishesAllowed += counters.publishesAllowed;
        deliveriesAllowed += counters.deliveriesAllowed;
        delayedNanos += counters.delayedNanos;
    }

    public void add(FlowTotals other) {
        bytesFromDevices += other.bytesFromDevices;
        bytesToDevices += other.bytesToDevices;
        bytesFromBrokers += other.bytesFromBrokers;
        bytesToBrokers += other.bytesToBrokers;
        packetsFromDevices += other.packetsFromDevices;
        packetsToDevices += other.packetsToDevices;
        packetsFromBrokers += other.packetsFromBrokers;
        packetsToBrokers += other.packetsToBrokers;
        publishesAllowed += other.publishesAllowed;
        deliveriesAllowed += other.deliveriesAllowed;
        delayedNanos += other.delayedNanos;
        bufferedBytes += other.bufferedBytes;
        other.sessions.forEach((phase, count) -> sessions.merge(phase, count, Long::sum));
        types.add(other.types);
    }

    /** Adds a live session. */
    public void add(EndPhase phase) {
        sessions.merge(phase, 1L, Long::sum);
    }

    /** Adds the packets of an event loop. */
    public void add(PacketCounts packets) {
        types.add(packets);
    }

    public long sessions(EndPhase phase) {
        return sessions.getOrDefault(phase, 0L);
    }

    public PacketCounts types() {
        return types;
    }

    public FlowTotals copy() {
        FlowTotals copy = new FlowTotals();
        copy.add(this);
        return copy;
    }
}
