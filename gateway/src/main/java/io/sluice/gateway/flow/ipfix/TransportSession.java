/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import io.sluice.gateway.collector.CollectorLink;
import io.sluice.gateway.collector.Unreached;
import io.sluice.gateway.flow.FlowRecord;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes to a collector from the moment that it is reached until it is lost. Sequence numbers begin at 0 (RFC 7011 section
 * 3.1), and templates are announced before any record that follows them.
 */
final class TransportSession {
    private final CollectorLink link;
    private final FlowLayouts flows;
    private final List<InformationElement> types;
    private final InstantSource clock;
    private final Fate fate;
    private final MessageWriter writer;
    private List<WaitingRecord> carried = new ArrayList<>();
    private int dataRecords;
    private int sequence;
    private int messages;
    private int underWay;

    /** Hears what became of records. */
    interface Fate {
        void sent(List<WaitingRecord> records);

        void notSent(List<WaitingRecord> records);
    }

    TransportSession(CollectorLink link, IpfixSettings settings, FlowLayouts flows, InstantSource clock, Fate fate) {
        this.link = link;
        this.clock = clock;
        this.fate = fate;
        this.flows = flows;
        this.types =
                settings.profile() == Profile.NFDUMP ? List.of() : flows.own().all();
        this.writer = new MessageWriter(settings.maxMessageSize(), settings.observationDomain());
    }

    boolean isOpen() {
        return link.isOpen();
    }

    Unreached whyClosed() {
        return link.whyClosed();
    }

    boolean isWritable() {
        return link.isWritable();
    }

    /** Whether everything has left the process, or failed to. */
    boolean isIdle() {
        return writer.isEmpty() && underWay == 0;
    }

    /** Messages so far. */
    int messages() {
        return messages;
    }

    /** Says what records will look like. A stream is told once, a receiver of datagrams again and again (section 8.4). */
    void announce() {
        add(OptionLayouts.LOSSES.templateSet(), OptionLayouts.LOSSES.template());
        if (!types.isEmpty()) {
            add(OptionLayouts.TYPES.templateSet(), OptionLayouts.TYPES.template());
            for (InformationElement type : types) {
                add(OptionLayouts.TYPES.id(), OptionLayouts.TYPES.record(type));
            }
        }
        for (RecordLayout<FlowRecord> layout : flows.all()) {
            add(layout.templateSet(), layout.template());
        }
        flush();
    }

    void losses(NotSent.Losses losses) {
        add(OptionLayouts.LOSSES.id(), OptionLayouts.LOSSES.record(losses));
    }

    void flow(WaitingRecord flow) {
        add(flow.template(), flow.bytes());
        carried.add(flow);
    }

    private void add(int setId, byte[] record) {
        if (!writer.add(setId, record)) {
            flush();
            if (!writer.add(setId, record)) {
                throw new IllegalStateException("a record of " + record.length + " bytes fits into no message");
            }
        }
        if (setId >= 256) {
            dataRecords++;
        }
    }

    /** Sends what there is. */
    void flush() {
        if (writer.isEmpty()) {
            return;
        }
        byte[] message = writer.finish(clock.instant(), sequence);
        List<WaitingRecord> records = carried;
        sequence += dataRecords;
        carried = new ArrayList<>();
        dataRecords = 0;
        messages++;
        underWay++;
        link.send(message, new CollectorLink.Outcome() {
            @Override
            public void sent() {
                underWay--;
                fate.sent(records);
            }

            @Override
            public void failed() {
                underWay--;
                fate.notSent(records);
            }
        });
    }

    void close() {
        link.close();
    }
}
