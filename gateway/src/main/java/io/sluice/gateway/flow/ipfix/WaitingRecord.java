/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import io.sluice.gateway.flow.FlowRecord;
import java.time.Instant;

/**
 * A flow record as it will be sent: a fraction of what it takes otherwise, and no longer than a message whatever a device
 * calls itself.
 */
final class WaitingRecord {
    private final int template;
    private final byte[] bytes;
    private final long packets;
    private final long octets;
    private final Instant when;

    /**
     * @param packets MQTT packets in it, both ways, and {@code octets} MQTT bytes: said if it is lost
     * @param when it ended, or the time of an interim record
     */
    WaitingRecord(int template, byte[] bytes, long packets, long octets, Instant when) {
        this.template = template;
        this.bytes = bytes;
        this.packets = packets;
        this.octets = octets;
        this.when = when;
    }

    static WaitingRecord of(FlowLayouts layouts, FlowRecord flow) {
        RecordLayout<FlowRecord> layout = layouts.of(flow);
        return new WaitingRecord(layout.id(), layout.record(flow), packets(flow), octets(flow), flow.end());
    }

    static long packets(FlowRecord flow) {
        return flow.deltas().packetsFromDevice() + flow.deltas().packetsToDevice();
    }

    static long octets(FlowRecord flow) {
        return flow.deltas().bytesFromDevice() + flow.deltas().bytesToDevice();
    }

    int template() {
        return template;
    }

    int length() {
        return bytes.length;
    }

    byte[] bytes() {
        return bytes;
    }

    long packets() {
        return packets;
    }

    long octets() {
        return octets;
    }

    Instant when() {
        return when;
    }
}
