/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.sluice.gateway.admin.AdminEndpoint;
import io.sluice.gateway.admin.Metrics;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.event.EventType;
import io.sluice.gateway.flow.FlowPrivacy;
import io.sluice.gateway.flow.FlowRecord;
import io.sluice.gateway.flow.FlowSink;
import io.sluice.gateway.flow.PrivacySettings;
import io.sluice.gateway.flow.ipfix.IpfixExporter;
import io.sluice.gateway.flow.ipfix.IpfixSettings;
import io.sluice.gateway.limit.Bans;
import io.sluice.gateway.limit.ConnectionLimits;
import io.sluice.gateway.limit.HeapRoom;
import io.sluice.gateway.limit.Throttles;
import io.sluice.gateway.log.LineBudget;
import io.sluice.gateway.net.BrokerDialer;
import io.sluice.gateway.net.BrokerTls;
import io.sluice.gateway.net.ClientIdentities;
import io.sluice.gateway.net.HostAndPort;
import io.sluice.gateway.net.Listener;
import io.sluice.gateway.net.Renewable;
import io.sluice.gateway.net.TlsLibrary;
import io.sluice.gateway.net.Transport;
import io.sluice.gateway.net.UpstreamTls;
import io.sluice.gateway.session.DenialLog;
import io.sluice.gateway.session.LiveClients;
import io.sluice.gateway.session.PasswordFiles;
import io.sluice.gateway.session.SessionEvents;
import io.sluice.gateway.session.SessionGroup;
import io.sluice.gateway.session.SessionServices;
import io.sluice.policy.Limits;
import io.sluice.policy.Policy;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway as a whole: opens listeners, lets devices in, takes a new policy while it runs, drains and closes.
 *
 * <p>Threads: one accepts, half as many as there are cores run sessions, one writes each log, one exports flows, two resolve names,
 * one reads password files, one renews certificates.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final int SWEEP_SECONDS = 10;
    private static final int PROBE_SECONDS = 5;
    private static final InstantSource CLOCK = InstantSource.system();

    private final Transport transport = Transport.best();
    private final EventLoopGroup acceptor;
    private final EventLoopGroup workers;
    private final Logs logs;
    private final Optional<IpfixExporter> ipfix;
    private final BrokerDialer dialer;
    private final ConnectionLimits connections;
    private final Bans bans;
    private final ExecutorService files = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "sluice-files");
        thread.setDaemon(true);
        return thread;
    });
    private final Throttles throttles = new Throttles();
    private final Map<EventExecutor, SessionGroup> groups = new LinkedHashMap<>();
    private final Map<String, Channel> listeners = new LinkedHashMap<>();
    private final Metrics metrics = new Metrics();
    private final Certificates certificates = new Certificates(CLOCK, metrics);
    private final Admission admission;
    private final GatewayActions actions;
    private Optional<Channel> admin = Optional.empty();
    private GatewayConfig config;

    private Gateway(GatewayConfig config, List<SessionEvents> listening, FlowSink alsoFlows) throws StartFailure {
        this.config = config;
        Limits limits = config.policy().limits();
        GatewayConfig.Upstream upstream = config.upstream();
        Optional<Renewable<BrokerTls>> tls = Optional.empty();
        if (upstream.tls().isPresent()) {
            tls = Optional.of(certificates.upstream(upstream.tls().get()));
        }
        Optional<UpstreamTls> collector = config.flowLog().ipfix().flatMap(IpfixSettings::tls);
        Optional<Renewable<BrokerTls>> collectorTls = Optional.empty();
        if (collector.isPresent()) {
            collectorTls = Optional.of(certificates.towards("flow-log.ipfix.tls", collector.get()));
        }
        this.logs = new Logs(config, transport, certificates, metrics, CLOCK);
        this.acceptor = transport.eventLoops("sluice-accept", 1);
        int loops = Transport.sessionLoops(Runtime.getRuntime().availableProcessors());
        this.workers = transport.eventLoops("sluice-worker", loops);
        this.ipfix = exporter(config.flowLog(), collectorTls);
        this.dialer =
                new BrokerDialer(transport, upstream.brokers(), tls, upstream.connectTimeout(), limits.sessionBuffer());
        HeapRoom heap = HeapRoom.ofThisJvm();
        int room = heap.connections();
        this.connections = new ConnectionLimits(limits, room);
        if (room < limits.connections()) {
            log.info(
                    "event=connections-bounded-by-memory room={} limits.connections={} do=\"for more, a larger SLUICE_SIZE\"",
                    room,
                    limits.connections());
        }
        this.bans = new Bans(limits, System::nanoTime);
        List<SessionEvents> events = new ArrayList<>(listening);
        events.add(metrics);
        events.add(new DenialLog());
        events.addAll(logs.listening());
        PrivacySettings hidden = config.flowLog().privacy();
        FlowPrivacy privacy = new FlowPrivacy(hidden, Secrets.keyOf(hidden));
        FlowSink flows = flow -> {
            FlowRecord record = privacy.applied(flow);
            logs.flows().accept(record);
            ipfix.ifPresent(exporter -> exporter.accept(record));
            alsoFlows.accept(record);
        };
        SessionServices services = new SessionServices(
                dialer,
                upstream.connackTimeout(),
                connections,
                bans,
                throttles,
                new LiveClients(),
                new PasswordFiles(files),
                new ClientIdentities(upstream.tls(), files),
                flows,
                SessionEvents.all(events),
                new LineBudget(System::nanoTime),
                CLOCK);
        for (EventExecutor loop : workers) {
            groups.put(
                    loop,
                    new SessionGroup(
                            (EventLoop) loop,
                            services,
                            config.policy(),
                            heap.topics(loops),
                            config.flowLog().activeTimeout()));
        }
        this.admission = new Admission(config.policy(), services, groups);
        this.actions = new GatewayActions(this, metrics, List.copyOf(groups.values()), privacy);
        metrics.watch(connections::open, logs.flows()::dropped, dialer::isReady);
        dialer.health().forEach(metrics::watchBroker);
        groups.values().forEach(group -> metrics.watch(group.loop()));
        metrics.watchBans(bans::count, bans::total);
        ipfix.ifPresent(exporter ->
                metrics.watchIpfix(exporter::sent, exporter::dropped, exporter::messages, exporter::isReached));
    }

    private Optional<IpfixExporter> exporter(GatewayConfig.FlowLog config, Optional<Renewable<BrokerTls>> tls) {
        return config.ipfix().map(settings -> new IpfixExporter(settings, transport, tls, CLOCK));
    }

    /**
     * Opens a gateway. When this returns, all listeners accept.
     *
     * @throws StartFailure when an address cannot be listened on, and then nothing is left open
     */
    public static Gateway open(GatewayConfig config) throws StartFailure {
        return open(config, List.of(), FlowSink.NONE);
    }

    /**
     * Opens a gateway that somebody watches.
     *
     * @param events told of what happens to sessions, on their event loops
     * @param flows gets each flow record, besides the log
     */
    public static Gateway open(GatewayConfig config, List<SessionEvents> events, FlowSink flows) throws StartFailure {
        Gateway gateway = new Gateway(config, events, flows);
        try {
            gateway.listen();
            return gateway;
        } catch (StartFailure failure) {
            gateway.close();
            throw failure;
        }
    }

    private void listen() throws StartFailure {
        int buffer = config.policy().limits().sessionBuffer();
        for (GatewayConfig.Listener listener : config.listeners()) {
            Listener door = new Listener(listener.name(), address(listener.bind()), certificates.listener(listener));
            ChannelFuture bound = door.open(transport, acceptor, workers, buffer, admission);
            listeners.put(listener.name(), await(bound, "listener " + listener.name(), listener.bind()));
            log.info(
                    "event=listening listener={} address={} tls={}",
                    listener.name(),
                    text(address(listener.name())),
                    listener.tls().isPresent() ? "on" : "off");
        }
        if (config.admin().isPresent()) {
            GatewayConfig.Admin settings = config.admin().get();
            HostAndPort bind = settings.bind();
            ChannelFuture bound =
                    AdminEndpoint.open(transport, acceptor, address(bind), Secrets.tokenOf(settings), actions);
            admin = Optional.of(await(bound, "admin", bind));
            log.info(
                    "event=listening listener=admin address={}",
                    text(adminAddress().orElseThrow()));
            if (settings.isInClear()) {
                log.warn(
                        "event=admin-in-clear address={} do=\"let it be reached through TLS or SSH only: the token goes over"
                                + " the network as it is\"",
                        bind);
            }
        }
        EventLoop first = groups.values().iterator().next().loop();
        first.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        first.scheduleWithFixedDelay(() -> dialer.probe(first), 0, PROBE_SECONDS, TimeUnit.SECONDS);
        for (SessionGroup group : groups.values()) {
            group.loop().execute(group::recordWhenDue);
        }
        logs.say(EventType.STARTED, event -> event.with("listeners", listeners.size())
                .with("classes", config.policy().classes().size()));
        log.info(
                "event=started transport={} tls-library={} workers={} classes={}",
                transport.name(),
                TlsLibrary.name(),
                groups.size(),
                config.policy().classes().size());
    }

    private static Channel await(ChannelFuture bound, String what, HostAndPort bind) throws StartFailure {
        if (!bound.awaitUninterruptibly().isSuccess()) {
            throw new StartFailure(what + " cannot listen on " + bind + ": "
                    + bound.cause().getMessage() + "; is something else listening there?");
        }
        return bound.channel();
    }

    private static InetSocketAddress address(HostAndPort bind) {
        return new InetSocketAddress(bind.host(), bind.port());
    }

    private static String text(InetSocketAddress address) {
        return new HostAndPort(address.getAddress().getHostAddress(), address.getPort()).toString();
    }

    private void sweep() {
        connections.sweep();
        bans.sweep();
        throttles.sweep();
        logs.sweep();
    }

    /** Where a listener listens; of use where the configuration leaves the port to the system. */
    public InetSocketAddress address(String listener) {
        Channel channel = listeners.get(listener);
        if (channel == null) {
            throw new IllegalArgumentException("no listener " + listener);
        }
        return (InetSocketAddress) channel.localAddress();
    }

    /** Where the admin endpoint listens, if it does. */
    public Optional<InetSocketAddress> adminAddress() {
        return admin.map(channel -> (InetSocketAddress) channel.localAddress());
    }

    /** What is shown to devices and brokers, and whom they are trusted by. */
    Certificates certificates() {
        return certificates;
    }

    /** What is written down. */
    Logs logs() {
        return logs;
    }

    /** Who is kept out for what they did. */
    Bans bans() {
        return bans;
    }

    /** Whether a broker answers. */
    public boolean isReady() {
        return dialer.isReady();
    }

    /**
     * Puts another policy in force: for new connections at once, for live sessions from their next frame on.
     *
     * @return whether everything in the new configuration is in force; if not, the rest wants a restart
     */
    public synchronized boolean reload(GatewayConfig next) {
        Policy policy = next.policy();
        boolean whole = config.differsOnlyInPolicy(next);
        config = config.with(policy);
        connections.limits(policy.limits());
        bans.limits(policy.limits());
        admission.adopt(policy);
        for (SessionGroup group : groups.values()) {
            group.loop().execute(() -> group.adopt(policy));
        }
        logs.say(
                EventType.RELOADED,
                event -> event.with("classes", policy.classes().size()).with("restart_needed", !whole));
        log.info("event=reloaded classes={} restart-needed={}", policy.classes().size(), !whole);
        return whole;
    }

    /** Reads the configuration's file again and puts its policy in force, all of it or nothing. */
    public void reloadFromFile() {
        actions.reloadNow();
    }

    /** The configuration in force. */
    public synchronized GatewayConfig config() {
        return config;
    }

    /** Lets nobody in any more, tells the devices, and closes when they are gone or the drain time is up. */
    @Override
    public void close() {
        listeners.values().forEach(channel -> channel.close().awaitUninterruptibly());
        for (SessionGroup group : groups.values()) {
            group.loop().execute(group::drain);
        }
        long deadline =
                System.nanoTime() + config().policy().limits().drainTimeout().toNanos();
        while (connections.open() > 0 && System.nanoTime() < deadline) {
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        admin.ifPresent(channel -> channel.close().awaitUninterruptibly());
        acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        workers.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        dialer.close();
        files.shutdownNow();
        certificates.close();
        ipfix.ifPresent(IpfixExporter::close);
        logs.say(EventType.STOPPED, event -> event);
        logs.close();
        log.info("event=stopped");
    }
}
