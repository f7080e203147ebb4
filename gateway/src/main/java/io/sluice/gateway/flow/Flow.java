/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import io.sluice.policy.Reason;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The accounting of one connection while it lives: who it is, as far as that is known yet, and what it has carried. Written
 * by the connection's event loop alone.
 */
public final class Flow {
    private final String id = UUID.randomUUID().toString();
    private final Instant start;
    private final String listener;
    private final InetSocketAddress device;
    private final InetSocketAddress destination;
    private final FlowCounters counters;
    private final RecordedTotals recorded = new RecordedTotals();
    private final Set<Reason> said = EnumSet.noneOf(Reason.class);
    private Optional<Client> client = Optional.empty();
    private Optional<String> className = Optional.empty();
    private Optional<String> broker = Optional.empty();
    private Optional<FlowRecord.Leg> upstream = Optional.empty();
    private Optional<TlsInfo> deviceTls = Optional.empty();
    private Optional<TlsInfo> brokerTls = Optional.empty();
    private Optional<String> communityId = Optional.empty();
    private EndPhase phase = EndPhase.ACCEPT;

    /**
     * What the CONNECT said of the client.
     *
     * @param mqttVersion as people write it: 3.1, 3.1.1 or 5
     * @param keepAlive seconds
     */
    public record Client(
            String mqttVersion, String clientId, Optional<String> username, int keepAlive, boolean cleanStart) {}

    /**
     * How one side is encrypted.
     *
     * @param subject of the device's certificate, empty where it showed none
     */
    public record TlsInfo(String version, String cipher, Optional<String> subject) {}

    public Flow(Instant start, String listener, InetSocketAddress device, InetSocketAddress destination) {
        this(start, listener, device, destination, new PacketCounts());
    }

    /** @param types counts packets for all flows of an event loop */
    public Flow(
            Instant start,
            String listener,
            InetSocketAddress device,
            InetSocketAddress destination,
            PacketCounts types) {
        this.counters = new FlowCounters(types);
        this.start = start;
        this.listener = listener;
        this.device = device;
        this.destination = destination;
    }

    public String id() {
        return id;
    }

    public InetSocketAddress device() {
        return device;
    }

    public String listener() {
        return listener;
    }

    public FlowCounters counters() {
        return counters;
    }

    public Optional<Client> client() {
        return client;
    }

    public Optional<String> className() {
        return className;
    }

    /** Whether this is the first verdict with that reason here; each is the first once. */
    public boolean isFirst(Reason reason) {
        return said.add(reason);
    }

    public void client(Client client) {
        this.client = Optional.of(client);
    }

    public void className(String className) {
        this.className = Optional.of(className);
    }

    public void broker(String broker) {
        this.broker = Optional.of(broker);
    }

    /** The two ends of the connection to the broker; those that are not of IP are nobody's flow. */
    public void upstream(SocketAddress source, SocketAddress destination) {
        if (source instanceof InetSocketAddress from && destination instanceof InetSocketAddress to) {
            this.upstream = Optional.of(new FlowRecord.Leg(from, to));
        }
    }

    public void deviceTls(TlsInfo tls) {
        this.deviceTls = Optional.of(tls);
    }

    public void brokerTls(TlsInfo tls) {
        this.brokerTls = Optional.of(tls);
    }

    /** How far it has come, now that it ends. */
    public void endsIn(EndPhase phase) {
        this.phase = phase;
    }

    /**
     * What there is to say now. The next record's deltas count from here.
     *
     * @param reason why the flow ended, empty while it lives
     * @param detail words on the reason, such as the rule that gave it
     */
    public FlowRecord record(Instant now, Optional<EndReason> reason, Optional<String> detail) {
        FlowRecord record = state(now, reason, detail);
        recorded.set(record.totals());
        return record;
    }

    /** What there is to say now, for somebody who looks in between. */
    public FlowRecord peek(Instant now) {
        return state(now, Optional.empty(), Optional.empty());
    }

    private FlowRecord state(Instant now, Optional<EndReason> reason, Optional<String> detail) {
        FlowRecord.Totals totals = FlowRecord.Totals.of(counters);
        if (communityId.isEmpty()) {
            communityId = Optional.of(CommunityId.ofTcp(device, destination));
        }
        return new FlowRecord(
                id,
                start,
                now,
                reason,
                reason.map(ended -> phase),
                detail,
                listener,
                device,
                destination,
                communityId,
                broker,
                upstream,
                deviceTls,
                brokerTls,
                client,
                className,
                totals,
                recorded.deltasOf(totals),
                counters.verdicts());
    }
}
