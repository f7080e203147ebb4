/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.sluice.policy.Limits;
import io.sluice.policy.Rate;
import io.sluice.policy.Verdict;
import io.sluice.policy.rule.Origin;
import io.sluice.policy.rule.Rule;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many connections there may be, in all and of one source, and how fast one source may open them. Asked once a
 * connection, from any thread.
 *
 * <p>The table holds sources with a live connection, and those whose rate has not recovered yet; the latter are
 * dropped oldest first when there are more than {@value #MAX_IDLE_SOURCES}.
 */
public final class ConnectionLimits {
    static final int MAX_IDLE_SOURCES = 65_536;

    private static final Verdict ALLOW =
            new Verdict.Allow(new Rule("within the connection limits", new Origin("built-in", 0)), false);

    private final Map<SourceKey, Source> connected = new HashMap<>();
    /** Without a connection but with a rate that has not recovered; the one that has been so longest in front. */
    private final Map<SourceKey, Source> idle = new LinkedHashMap<>();

    private final int room;
    private Limits limits;
    private int connections;

    private static final class Source {
        private final RateLimiter rate;
        private int connections;

        Source(Rate rate) {
            this.rate = RateLimiters.immediate(rate);
        }
    }

    /** @param room connections that there is memory for; fewer than the limits allow make the total limit smaller */
    public ConnectionLimits(Limits limits, int room) {
        this.limits = limits;
        this.room = room;
    }

    /** Judges by other limits from now on. What is open stays open. */
    public synchronized void limits(Limits limits) {
        if (!limits.connectRatePerSource().equals(this.limits.connectRatePerSource())) {
            idle.clear();
        }
        this.limits = limits;
    }

    /**
     * Whether a connection of this source may be opened; if so it counts until it is released.
     *
     * @return {@link Verdict.Allow}, or {@link Verdict.Refuse} with the limit that is reached
     */
    public synchronized Verdict admit(InetAddress address) {
        if (connections >= Math.min(limits.connections(), room)) {
            return limits.overConnections();
        }
        SourceKey key = SourceKey.of(address);
        Source source = connected.get(key);
        if (source == null) {
            source = idle.remove(key);
            if (source == null) {
                source = new Source(limits.connectRatePerSource());
            }
            if (!source.rate.acquirePermission(1)) {
                keepIdle(key, source);
                return limits.overConnectRate();
            }
            connected.put(key, source);
        } else if (source.connections >= limits.connectionsPerSource()) {
            return limits.overConnectionsPerSource();
        } else if (!source.rate.acquirePermission(1)) {
            return limits.overConnectRate();
        }
        source.connections++;
        connections++;
        return ALLOW;
    }

    /** A connection that was admitted is closed. */
    public synchronized void release(InetAddress address) {
        connections--;
        SourceKey key = SourceKey.of(address);
        Source source = connected.get(key);
        if (source != null && --source.connections == 0) {
            connected.remove(key);
            if (!RateLimiters.isFull(source.rate)) {
                keepIdle(key, source);
            }
        }
    }

    /** Connections that are open. */
    public synchronized int open() {
        return connections;
    }

    /** Forgets the sources that have no connection and a full rate: they are as good as new. */
    public synchronized void sweep() {
        idle.values().removeIf(source -> RateLimiters.isFull(source.rate));
    }

    synchronized int idle() {
        return idle.size();
    }

    private void keepIdle(SourceKey key, Source source) {
        idle.put(key, source);
        if (idle.size() > MAX_IDLE_SOURCES) {
            Iterator<Source> oldest = idle.values().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
