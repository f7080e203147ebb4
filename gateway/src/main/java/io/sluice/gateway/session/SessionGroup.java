/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.flow.FlowRecord;
import io.sluice.gateway.flow.FlowTotals;
import io.sluice.gateway.flow.PacketCounts;
import io.sluice.gateway.frame.FrameReader;
import io.sluice.gateway.frame.ReasonCode;
import io.sluice.gateway.frame.Sender;
import io.sluice.gateway.limit.Ban;
import io.sluice.policy.Policy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one event loop and what they share without locks: the policy in force, scratch memory, encoders. Used on
 * that loop alone.
 */
public final class SessionGroup {
    private static final Logger log = LoggerFactory.getLogger(SessionGroup.class);

    /** In how many shares the records of an active timeout are written, at least. */
    private static final int TICKS = 100;

    private static final long LONGEST_TICK = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final SessionServices services;
    private final byte[] topics = new byte[FrameReader.SCRATCH];
    private final byte[] strings = new byte[FrameReader.SCRATCH];
    private final PacketEncoder[] encoders = {new PacketEncoder(3), new PacketEncoder(4), new PacketEncoder(5)};
    private final KnownTopics knownTopics;
    private final ActiveTimeouts<Session> sessions;
    private final FlowTotals ended = new FlowTotals();
    private final PacketCounts packets = new PacketCounts();
    private Policy policy;

    /**
     * No sessions yet.
     *
     * @param topicsRoom bytes that topics known to be allowed may take
     * @param activeTimeout after how long a session that lives is recorded, again and again
     */
    public SessionGroup(
            EventLoop loop, SessionServices services, Policy policy, long topicsRoom, Duration activeTimeout) {
        long timeout = activeTimeout.toNanos();
        this.sessions = new ActiveTimeouts<>(timeout, Math.min(LONGEST_TICK, timeout / TICKS));
        this.knownTopics = new KnownTopics(topicsRoom, System::nanoTime);
        this.loop = loop;
        this.services = services;
        this.policy = policy;
    }

    public EventLoop loop() {
        return loop;
    }

    SessionServices services() {
        return services;
    }

    Policy policy() {
        return policy;
    }

    KnownTopics knownTopics() {
        return knownTopics;
    }

    FrameReader reader(Sender sender) {
        return new FrameReader(sender, topics, strings);
    }

    PacketEncoder encoder(int level) {
        return encoders[level - 3];
    }

    /**
     * A device has connected and was admitted; its session begins.
     *
     * @param device a channel of this loop; its connection is released from the limits when it closes
     */
    public void begin(Channel device, String listener) {
        InetSocketAddress remote = (InetSocketAddress) device.remoteAddress();
        // First of all: whatever fails below, the connection is counted off when it closes.
        device.closeFuture().addListener(closed -> services.connections().release(remote.getAddress()));
        InetSocketAddress local = (InetSocketAddress) device.localAddress();
        Flow flow = new Flow(services.clock().instant(), listener, remote, local, packets);
        Session session = new Session(this, device, flow);
        sessions.begin(session, System.nanoTime());
        device.pipeline().addLast("session", session.deviceSide());
    }

    /** Judges all sessions by another policy from their next frame on. */
    public void adopt(Policy policy) {
        this.policy = policy;
        for (Session session : List.copyOf(sessions.all())) {
            session.adopt(policy);
        }
    }

    /** Ends all sessions, since the gateway stops. */
    public void drain() {
        for (Session session : List.copyOf(sessions.all())) {
            session.end(EndReason.DRAIN, "the gateway stops", ReasonCode.SERVER_SHUTTING_DOWN);
        }
    }

    /** From now on interim records are written when they are due. */
    public void recordWhenDue() {
        long now = System.nanoTime();
        try {
            sessions.due(now).forEach(this::record);
        } finally {
            loop.schedule(this::recordWhenDue, sessions.untilNext(now), TimeUnit.NANOSECONDS);
        }
    }

    /** Writes an interim record of each session, due or not; how many. */
    public int recordInterim() {
        sessions.all().forEach(this::record);
        return size();
    }

    private void record(Session session) {
        services.flows().accept(session.flow().record(services.clock().instant(), Optional.empty(), Optional.empty()));
    }

    /** The live sessions as records. */
    public List<FlowRecord> live() {
        List<FlowRecord> live = new ArrayList<>(size());
        for (Session session : sessions.all()) {
            live.add(session.flow().peek(services.clock().instant()));
        }
        return live;
    }

    /** What all sessions of this loop have carried so far, ended ones included. */
    public FlowTotals totals() {
        FlowTotals totals = ended.copy();
        for (Session session : sessions.all()) {
            totals.add(session.flow().counters());
            totals.add(session.whereItIs());
            totals.bufferedBytes += session.wires().bufferedBytes();
        }
        totals.add(packets);
        return totals;
    }

    public int size() {
        return sessions.all().size();
    }

    void ended(Session session, Ending how) {
        session.wires().device().closeFuture().addListener(deviceClosed -> session.wires()
                .broker()
                .ifPresentOrElse(
                        broker -> broker.closeFuture().addListener(brokerClosed -> close(session, how)),
                        () -> close(session, how)));
    }

    private void close(Session session, Ending how) {
        sessions.end(session);
        FlowCounters counters = session.flow().counters();
        ended.add(counters);
        FlowRecord record = session.flow().record(services.clock().instant(), Optional.of(how.reason()), how.detail());
        services.flows().accept(record);
        services.events().ended(record);
        remember(record, how.reason());
    }

    /** What the source of a connection has to answer for. */
    private void remember(FlowRecord record, EndReason reason) {
        InetAddress source = record.device().getAddress();
        Optional<Ban> ban =
                switch (reason) {
                    case DENIED_CONNECT, BROKER_REFUSED -> services.bans().refused(source);
                    case DEVICE_DISCONNECT,
                            DEVICE_VANISHED,
                            KEEP_ALIVE,
                            DEVICE_TLS,
                            CONNECT_TIMEOUT,
                            MALFORMED,
                            OVERSIZE,
                            RATE,
                            DENIED_PACKET,
                            QUOTA ->
                        services.bans().cameAndWent(source, Duration.between(record.start(), record.end()));
                    default -> Optional.empty(); // Not the device's doing.
                };
        ban.ifPresent(made -> services.events().banned(record, made));
        ban.ifPresent(made -> log.warn(
                "event=banned source={} cause=\"{}\" for={}s mend=\"sluice unban {}\"",
                made.source(),
                made.cause(),
                made.left().toSeconds(),
                source.getHostAddress()));
    }
}
