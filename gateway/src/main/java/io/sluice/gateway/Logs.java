/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway;

import io.sluice.gateway.admin.Metrics;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.event.Event;
import io.sluice.gateway.event.EventLog;
import io.sluice.gateway.event.EventType;
import io.sluice.gateway.flow.FlowLog;
import io.sluice.gateway.log.Journal;
import io.sluice.gateway.log.LineSink;
import io.sluice.gateway.log.RollingFile;
import io.sluice.gateway.log.StandardOutput;
import io.sluice.gateway.log.evidence.EvidenceFile;
import io.sluice.gateway.session.SessionEvents;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The logs of a gateway: what flowed, and what happened. */
final class Logs implements AutoCloseable {
    private final InstantSource clock;
    private final FlowLog flows;
    private final Optional<EventLog> events;

    /** @throws StartFailure when a log that is evidence cannot be gone on with */
    Logs(GatewayConfig config, InstantSource clock, Metrics metrics) throws StartFailure {
        this.clock = clock;
        List<LineSink> flowSinks = sinks("flow", config.flowLog().log());
        List<LineSink> eventSinks = sinks("event", config.eventLog());
        this.flows = new FlowLog(flowSinks, clock);
        this.events = eventSinks.isEmpty() ? Optional.empty() : Optional.of(new EventLog(eventSinks, clock));
        metrics.watchLog("flow", flows::figures);
        events.ifPresent(log -> metrics.watchLog("event", log::figures));
    }

    private List<LineSink> sinks(String name, GatewayConfig.Log config) throws StartFailure {
        List<LineSink> sinks = new ArrayList<>();
        if (config.file().isPresent()) {
            sinks.add(file(name, config.file().get()));
        }
        if (config.standardOutput()) {
            sinks.add(new StandardOutput());
        }
        if (config.journal()) {
            sinks.add(Journal.onStandardError());
        }
        return sinks;
    }

    private LineSink file(String name, GatewayConfig.LogFile config) throws StartFailure {
        RollingFile file = new RollingFile(config.path(), config.rolling(), clock);
        if (config.evidence().isEmpty()) {
            return file;
        }
        try {
            return EvidenceFile.open(name, file, config.evidence().get(), clock);
        } catch (IOException unusable) {
            throw new StartFailure(
                    "the chain of the " + name + " log cannot be gone on with: " + unusable.getMessage());
        }
    }

    FlowLog flows() {
        return flows;
    }

    /** Who hears what happens to sessions. */
    List<SessionEvents> listening() {
        return events.<List<SessionEvents>>map(List::of).orElse(List.of());
    }

    /** Writes down what the gateway or its operator did. */
    void say(EventType type, UnaryOperator<Event> fields) {
        events.ifPresent(log -> log.say(fields.apply(new Event(clock.instant(), type))));
    }

    /** Called every few seconds. */
    void sweep() {
        events.ifPresent(EventLog::sweep);
    }

    /** Writes what is left, a few seconds at most. */
    @Override
    public void close() {
        flows.close();
        events.ifPresent(EventLog::close);
    }
}
