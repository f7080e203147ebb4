/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import java.time.Duration;

/**
 * What the last record of a flow said, from which the deltas of the next one count. Thousands of flows are recorded every
 * minute: a new object for each would live for just a minute and be garbage then among what lives long. So the numbers are
 * kept in place.
 */
final class RecordedTotals {
    private long bytesFromDevice;
    private long bytesToDevice;
    private long bytesFromBroker;
    private long bytesToBroker;
    private long packetsFromDevice;
    private long packetsToDevice;
    private long packetsFromBroker;
    private long packetsToBroker;
    private long publishesFromDevice;
    private long publishesToDevice;
    private long subscriptions;
    private long topicsFromDevice;
    private long topicsToDevice;
    private long delayedNanos;

    void set(FlowRecord.Totals totals) {
        bytesFromDevice = totals.bytesFromDevice();
        bytesToDevice = totals.bytesToDevice();
        bytesFromBroker = totals.bytesFromBroker();
        bytesToBroker = totals.bytesToBroker();
        packetsFromDevice = totals.packetsFromDevice();
        packetsToDevice = totals.packetsToDevice();
        packetsFromBroker = totals.packetsFromBroker();
        packetsToBroker = totals.packetsToBroker();
        publishesFromDevice = totals.publishesFromDevice();
        publishesToDevice = totals.publishesToDevice();
        subscriptions = totals.subscriptions();
        topicsFromDevice = totals.topicsFromDevice();
        topicsToDevice = totals.topicsToDevice();
        delayedNanos = totals.delayed().toNanos();
    }

    /** What came after them, of a later state of the same counters. */
    FlowRecord.Totals deltasOf(FlowRecord.Totals now) {
        return new FlowRecord.Totals(
                now.bytesFromDevice() - bytesFromDevice,
                now.bytesToDevice() - bytesToDevice,
                now.bytesFromBroker() - bytesFromBroker,
                now.bytesToBroker() - bytesToBroker,
                now.packetsFromDevice() - packetsFromDevice,
                now.packetsToDevice() - packetsToDevice,
                now.packetsFromBroker() - packetsFromBroker,
                now.packetsToBroker() - packetsToBroker,
                now.publishesFromDevice() - publishesFromDevice,
                now.publishesToDevice() - publishesToDevice,
                now.subscriptions() - subscriptions,
                now.topicsFromDevice() - topicsFromDevice,
                now.topicsToDevice() - topicsToDevice,
                now.delayed().minus(Duration.ofNanos(delayedNanos)));
    }
}
