/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import io.sluice.gateway.flow.FlowRecord;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Counts records that no collector gets. Any thread may add. */
final class NotSent {
    private final AtomicLong flows = new AtomicLong();
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong octets = new AtomicLong();
    private final AtomicLong first = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong last = new AtomicLong();

    /**
     * What was lost since the start.
     *
     * @param flows records
     * @param packets MQTT packets in them, both ways
     * @param octets MQTT bytes in them, both ways
     * @param first when the first of them ended, or the time of an interim record
     * @param last the same of the last
     */
    record Losses(long flows, long packets, long octets, Instant first, Instant last) {}

    void add(FlowRecord record) {
        add(WaitingRecord.packets(record), WaitingRecord.octets(record), record.end());
    }

    void add(WaitingRecord record) {
        add(record.packets(), record.octets(), record.when());
    }

    private void add(long lostPackets, long lostOctets, Instant when) {
        packets.addAndGet(lostPackets);
        octets.addAndGet(lostOctets);
        first.accumulateAndGet(when.toEpochMilli(), Math::min);
        last.accumulateAndGet(when.toEpochMilli(), Math::max);
        // Last, so that who sees the record counted sees the rest too.
        flows.incrementAndGet();
    }

    long flows() {
        return flows.get();
    }

    /** Only of use when there are some. */
    Losses losses() {
        return new Losses(
                flows.get(),
                packets.get(),
                octets.get(),
                Instant.ofEpochMilli(first.get()),
                Instant.ofEpochMilli(last.get()));
    }
}
