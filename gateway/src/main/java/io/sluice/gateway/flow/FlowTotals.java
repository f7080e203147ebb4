/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

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
    }

    public FlowTotals copy() {
        FlowTotals copy = new FlowTotals();
        copy.add(this);
        return copy;
    }
}
