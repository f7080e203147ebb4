/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.EventLoop;
import io.sluice.gateway.flow.EndPhase;
import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.flow.FlowRecord;
import io.sluice.gateway.flow.FlowTotals;
import io.sluice.gateway.log.LineLog;
import io.sluice.gateway.session.SessionEvents;
import io.sluice.policy.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The gateway's figures for Prometheus. What passes is not counted here but summed over the sessions when somebody looks;
 * labels are words of ours or class names, never what a device sent.
 */
public final class Metrics implements SessionEvents {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counter connected = connects("accepted");
    private final StepTimers timers = new StepTimers(registry);
    private LongSupplier droppedRecords = () -> 0;
    private LongSupplier bans = () -> 0;
    private LongSupplier ipfixSent = () -> 0;
    private LongSupplier ipfixDropped = () -> 0;
    private LongSupplier ipfixMessages = () -> 0;
    // Replaced as a whole by the thread that gathers, read by the one that scrapes.
    private volatile FlowTotals totals = new FlowTotals();
    // The JVM's own figures are bound when somebody asks for the first time: its management takes long to start.
    private final AtomicBoolean virtualMachine = new AtomicBoolean();
    // Held here, since the registry holds what it reads weakly.
    private final TrafficMeters traffic = new TrafficMeters(registry, () -> totals);

    public Metrics() {
        traffic.register();
        Gauge.builder("sluice.build.info", this, m -> 1)
                .description("The version that runs")
                .tag("version", version())
                .tag("java", System.getProperty("java.specification.version", ""))
                .register(registry);
        ByteBufAllocatorMetric memory = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
        Gauge.builder("sluice.buffer.memory.bytes", memory, ByteBufAllocatorMetric::usedDirectMemory)
                .description("Memory that buffers have taken, in use or not")
                .tag("kind", "direct")
                .register(registry);
        Gauge.builder("sluice.buffer.memory.bytes", memory, ByteBufAllocatorMetric::usedHeapMemory)
                .description("Memory that buffers have taken, in use or not")
                .tag("kind", "heap")
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

    /** Adds a broker, by its name in the configuration. */
    public void watchBroker(String broker, BooleanSupplier up) {
        Gauge.builder("sluice.broker.up", up, supplier -> supplier.getAsBoolean() ? 1 : 0)
                .description("Whether this broker is known to answer")
                .tag("broker", broker)
                .strongReference(true)
                .register(registry);
    }

    /** Adds an event loop. */
    public void watch(EventLoop loop) {
        timers.watch(loop);
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

    /** The figures as Prometheus' text or, where the type asks for it, as OpenMetrics. */
    public String scrape(FlowTotals sums, String contentType) {
        if (virtualMachine.compareAndSet(false, true)) {
            new JvmMemoryMetrics().bindTo(registry);
            new ProcessorMetrics().bindTo(registry);
            new UptimeMetrics().bindTo(registry);
        }
        totals = sums;
        return registry.scrape(contentType);
    }

    @Override
    public void took(Step step, long nanos, boolean succeeded) {
        timers.took(step, nanos, succeeded);
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
        flow.reason().ifPresent(reason -> counter(
                        "sluice.flows.ended",
                        "Connections that ended",
                        "reason",
                        reason.word(),
                        "cause",
                        reason.cause().word(),
                        "phase",
                        flow.phase().map(EndPhase::word).orElse(""))
                .increment());
        boolean early = flow.phase().isPresent()
                && (flow.phase().get() == EndPhase.CONNECT || flow.phase().get() == EndPhase.UPSTREAM);
        if (early && flow.client().isPresent()) {
            connects(flow.reason().map(EndReason::word).orElse("")).increment();
        }
    }

    /** CONNECTs are accepted by a broker, or come to nothing for the reason that their connection ends by. */
    private Counter connects(String outcome) {
        return counter("sluice.connects", "CONNECTs by what became of them", "outcome", outcome);
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private static String version() {
        String version = Metrics.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
