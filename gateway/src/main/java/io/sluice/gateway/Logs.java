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
import io.sluice.gateway.log.syslog.SyslogSettings;
import io.sluice.gateway.log.syslog.SyslogSink;
import io.sluice.gateway.net.BrokerTls;
import io.sluice.gateway.net.Renewable;
import io.sluice.gateway.net.Transport;
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
    private final Transport transport;
    private final Certificates certificates;
    private final FlowLog flows;
    private final Optional<EventLog> events;
    private volatile boolean started;

    /** @throws StartFailure when a log that is evidence cannot be gone on with */
    Logs(GatewayConfig config, Transport transport, Certificates certificates, Metrics metrics, InstantSource clock)
            throws StartFailure {
        this.clock = clock;
        this.transport = transport;
        this.certificates = certificates;
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
        if (config.syslog().isPresent()) {
            sinks.add(syslog(name, config.syslog().get()));
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

    private LineSink syslog(String name, SyslogSettings settings) throws StartFailure {
        Optional<Renewable<BrokerTls>> tls = Optional.empty();
        if (settings.tls().isPresent()) {
            tls = Optional.of(certificates.towards(
                    name + "-log.syslog.tls", settings.tls().get()));
        }
        return new SyslogSink(settings, transport, tls, clock);
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
        if (type == EventType.STARTED) {
            started = true;
        } else if (type == EventType.STOPPED && !started) {
            return; // It never came so far.
        }
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
