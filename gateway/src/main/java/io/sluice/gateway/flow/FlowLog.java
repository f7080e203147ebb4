/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import io.sluice.gateway.log.Line;
import io.sluice.gateway.log.LineLog;
import io.sluice.gateway.log.LineSink;
import io.sluice.gateway.log.Severity;
import java.time.InstantSource;
import java.util.List;

/** Writes flow records as lines of JSON. */
public final class FlowLog implements FlowSink, AutoCloseable {
    private final FlowJson json = new FlowJson();
    private final LineLog<FlowRecord> lines;

    public FlowLog(List<LineSink> sinks, InstantSource clock) {
        this.lines = new LineLog<>("flow", this::line, sinks, clock);
    }

    private Line line(FlowRecord record) {
        return new Line(Severity.INFORMATIONAL, "flow", json.write(record));
    }

    @Override
    public void accept(FlowRecord record) {
        lines.accept(record);
    }

    /** Records that were lost because they could not be written, or not fast enough. */
    public long dropped() {
        return lines.dropped();
    }

    /** How its sinks fare. */
    public List<LineLog.Figures> figures() {
        return lines.figures();
    }

    /** Writes what is left, a few seconds at most. */
    @Override
    public void close() {
        lines.close();
    }
}
