/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.flow.FlowRecord;
import io.sluice.gateway.flow.FlowTotals;
import io.sluice.gateway.log.LineLog;
import io.sluice.gateway.session.SessionEvents;
import io.sluice.policy.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The gateway's figures for Prometheus. What passes is not counted here but summed over the sessions when somebody looks;
 * labels are words of ours or class names, never what a device sent.
 */
public final class Metrics implements SessionEvents {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counter connected =
            counter("sluice.connects", "CONNECTs that a broker accepted", "outcome", "accepted");
    private LongSupplier droppedRecords = () -> 0;
    private LongSupplier bans = () -> 0;
    private LongSupplier ipfixSent = () -> 0;
    private LongSupplier ipfixDropped = () -> 0;
    private LongSupplier ipfixMessages = () -> 0;
    // Replaced as a whole by the thread that gathers, read by the one that scrapes.
    private volatile FlowTotals totals = new FlowTotals();

    public Metrics() {
        total("sluice.received.bytes", "MQTT bytes received", "device", t -> t.bytesFromDevices);
        total("sluice.received.bytes", "MQTT bytes received", "broker", t -> t.bytesFromBrokers);
        total("sluice.sent.bytes", "MQTT bytes sent", "device", t -> t.bytesToDevices);
        total("sluice.sent.bytes", "MQTT bytes sent", "broker", t -> t.bytesToBrokers);
        total("sluice.received.packets", "MQTT packets received", "device", t -> t.packetsFromDevices);
        total("sluice.received.packets", "MQTT packets received", "broker", t -> t.packetsFromBrokers);
        total("sluice.sent.packets", "MQTT packets sent", "device", t -> t.packetsToDevices);
        total("sluice.sent.packets", "MQTT packets sent", "broker", t -> t.packetsToBrokers);
        total("sluice.publishes.allowed", "PUBLISHes that passed", "device", t -> t.publishesAllowed);
        total("sluice.publishes.allowed", "PUBLISHes that passed", "broker", t -> t.deliveriesAllowed);
        FunctionCounter.builder("sluice.publish.delay.seconds", this, m -> m.totals.delayedNanos / 1e9)
                .description("Time that devices were made to wait")
                .register(registry);
        Gauge.builder("sluice.build.info", this, m -> 1)
                .description("The version that runs")
                .tag("version", version())
                .register(registry);
    }

    /** Adds what is read off the gateway's parts when somebody looks. */
    public void watch(IntSupplier connections, LongSupplier droppedRecords, BooleanSupplier ready) {
        Gauge.builder("sluice.connections", connections, IntSupplier::getAsInt)
                .description("Open device connections")
                .strongReference(true)
                .register(registry);
        this.droppedRecords = droppedRecords;
        FunctionCounter.builder("sluice.flow.records.dropped", this, m -> m.droppedRecords.getAsLong())
                .description("Flow records lost because the log could not keep up")
                .register(registry);
        Gauge.builder("sluice.broker.ready", ready, supplier -> supplier.getAsBoolean() ? 1 : 0)
                .description("Whether a broker answers")
                .strongReference(true)
                .register(registry);
    }

    /** Adds the certificates. */
    public void watchCertificates(IntSupplier refused) {
        Gauge.builder("sluice.certificates.refused", refused, IntSupplier::getAsInt)
                .description("Certificates whose files cannot be used, so that the ones before stay in use")
                .strongReference(true)
                .register(registry);
    }

    /** Adds the end of a certificate; {@code of} is {@code upstream.tls} or {@code listener NAME}. */
    public void watchExpiry(String of, LongSupplier seconds) {
        Gauge.builder("sluice.certificate.expiry", seconds, LongSupplier::getAsLong)
                .description("Until the certificate in use ends, negative when it has")
                .baseUnit("seconds")
                .tag("certificate", of)
                .strongReference(true)
                .register(registry);
    }

    /** Adds the bans. */
    public void watchBans(IntSupplier inForce, LongSupplier total) {
        Gauge.builder("sluice.bans.active", inForce, IntSupplier::getAsInt)
                .description("Sources that are banned now")
                .strongReference(true)
                .register(registry);
        this.bans = total;
        FunctionCounter.builder("sluice.bans", this, m -> m.bans.getAsLong())
                .description("Bans made")
                .register(registry);
    }

    /** Adds a log; {@code figures} names the same sinks each time. */
    public void watchLog(String log, Supplier<List<LineLog.Figures>> figures) {
        List<LineLog.Figures> sinks = figures.get();
        for (int i = 0; i < sinks.size(); i++) {
            int index = i;
            String sink = sinks.get(i).sink();
            FunctionCounter.builder("sluice.log.lines.written", this, m -> figures.get()
                            .get(index)
                            .written())
                    .description("Lines that a sink of a log took")
                    .tags("log", log, "sink", sink)
                    .register(registry);
            FunctionCounter.builder("sluice.log.lines.dropped", this, m -> figures.get()
                            .get(index)
                            .dropped())
                    .description("Lines that a sink of a log is missing")
                    .tags("log", log, "sink", sink)
                    .register(registry);
        }
    }

    /** Adds the export to a collector. */
    public void watchIpfix(LongSupplier sent, LongSupplier dropped, LongSupplier messages, BooleanSupplier reached) {
        this.ipfixSent = sent;
        this.ipfixDropped = dropped;
        this.ipfixMessages = messages;
        FunctionCounter.builder("sluice.ipfix.records.sent", this, m -> m.ipfixSent.getAsLong())
                .description("Flow records that left for the collector")
                .register(registry);
        FunctionCounter.builder("sluice.ipfix.records.dropped", this, m -> m.ipfixDropped.getAsLong())
                .description("Flow records that the collector never gets")
                .register(registry);
        FunctionCounter.builder("sluice.ipfix.messages", this, m -> m.ipfixMessages.getAsLong())
                .description("IPFIX messages that left for the collector")
                .register(registry);
        Gauge.builder("sluice.ipfix.reached", reached, supplier -> supplier.getAsBoolean() ? 1 : 0)
                .description("Whether there is a way to the collector")
                .strongReference(true)
                .register(registry);
    }

    /** The figures in Prometheus' text form. */
    public String scrape(FlowTotals gathered) {
        totals = gathered;
        return registry.scrape();
    }

    @Override
    public void connected(Flow flow) {
        connected.increment();
    }

    @Override
    public void denied(Flow flow, Verdict verdict, String what, String subject) {
        counter(
                        "sluice.verdicts",
                        "Verdicts other than allow",
                        "class",
                        flow.className().orElse(""),
                        "verdict",
                        verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                        "reason",
                        verdict.reason().label())
                .increment();
    }

    @Override
    public void ended(FlowRecord flow) {
        flow.reason()
                .ifPresent(reason -> counter("sluice.flows.ended", "Connections that ended", "reason", reason.word())
                        .increment());
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private void total(String name, String description, String side, ToDoubleFunction<FlowTotals> value) {
        FunctionCounter.builder(name, this, m -> value.applyAsDouble(m.totals))
                .description(description)
                .tag("side", side)
                .register(registry);
    }

    private static String version() {
        String version = Metrics.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
