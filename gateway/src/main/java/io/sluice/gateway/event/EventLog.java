/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.event;

import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.flow.FlowRecord;
import io.sluice.gateway.limit.Ban;
import io.sluice.gateway.limit.SourceKey;
import io.sluice.gateway.log.LineBudget;
import io.sluice.gateway.log.LineLog;
import io.sluice.gateway.log.LineSink;
import io.sluice.gateway.net.DialFailure;
import io.sluice.gateway.net.TlsFailure;
import io.sluice.gateway.session.SessionEvents;
import io.sluice.policy.Verdict;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Writes down what happens: of one source and reason ten events a minute, of all twenty a second, and how many were left out.
 * What operators do is always written.
 */
public final class EventLog implements SessionEvents, AutoCloseable {
    /** Lines about what was left out, each time that is looked for. */
    private static final int SUMMARIES = 20;

    private final LineLog<Event> lines;
    private final InstantSource clock;
    private final LineBudget budget = new LineBudget(System::nanoTime);

    public EventLog(List<LineSink> sinks, InstantSource clock) {
        EventJson json = new EventJson();
        this.lines = new LineLog<>("event", json::line, sinks, clock);
        this.clock = clock;
    }

    /** Writes an event that no device can cause. */
    public void say(Event event) {
        lines.accept(event);
    }

    private Event event(EventType type) {
        return new Event(clock.instant(), type);
    }

    private OptionalLong admit(InetAddress source, String reason) {
        return budget.admit(SourceKey.of(source), reason);
    }

    @Override
    public void denied(Flow flow, Verdict verdict, String what, String subject) {
        OptionalLong before = admit(flow.device().getAddress(), verdict.reason().label());
        if (before.isPresent()) {
            lines.accept(event(EventType.DENIED)
                    .of(flow)
                    .with("verdict", verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                    .with("reason", verdict.reason().label())
                    .with("rule", verdict.rule().toString())
                    .with("packet", what)
                    .with("subject", subject)
                    .suppressed(before.getAsLong()));
        }
    }

    @Override
    public void deviceTlsFailed(Flow flow, TlsFailure failure) {
        failed(EventType.DEVICE_TLS_FAILED, flow, failure.what(), failure.mend());
    }

    @Override
    public void upstreamFailed(Flow flow, DialFailure failure) {
        failed(
                failure.tls() ? EventType.UPSTREAM_TLS_FAILED : EventType.UPSTREAM_FAILED,
                flow,
                failure.what(),
                failure.mend());
    }

    private void failed(EventType type, Flow flow, String what, String mend) {
        // The mend tells one kind from another, and is nothing that a peer can choose.
        OptionalLong before = admit(flow.device().getAddress(), mend);
        if (before.isPresent()) {
            lines.accept(
                    event(type).of(flow).with("detail", what).with("mend", mend).suppressed(before.getAsLong()));
        }
    }

    @Override
    public void banned(FlowRecord flow, Ban ban) {
        OptionalLong before = admit(flow.device().getAddress(), EventType.BANNED.label());
        if (before.isPresent()) {
            lines.accept(event(EventType.BANNED)
                    .with("source", ban.source())
                    .with("listener", flow.listener())
                    .with("flow_id", flow.id())
                    .with("detail", ban.cause())
                    .with("seconds", ban.left().toSeconds())
                    .suppressed(before.getAsLong()));
        }
    }

    /** Writes how many events of sources that have gone quiet were left out. */
    public void sweep() {
        for (LineBudget.LeftOut left : budget.leftOut(SUMMARIES)) {
            lines.accept(event(EventType.SUPPRESSED)
                    .with("source", left.source().map(Object::toString).orElse(""))
                    .with("reason", left.reason())
                    .suppressed(left.count()));
        }
    }

    /** How its sinks fare. */
    public List<LineLog.Figures> figures() {
        return lines.figures();
    }

    /** Writes what is left, a few seconds at most. */
    @Override
    public void close() {
        long untold = budget.untold();
        if (untold > 0) {
            lines.accept(event(EventType.SUPPRESSED).with("reason", "any").suppressed(untold));
        }
        lines.close();
    }
}
