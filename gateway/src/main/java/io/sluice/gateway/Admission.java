/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway;

import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.flow.FlowRecord;
import io.sluice.gateway.net.Listener;
import io.sluice.gateway.session.SessionGroup;
import io.sluice.gateway.session.SessionServices;
import io.sluice.policy.Policy;
import io.sluice.policy.Verdict;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/** Decides at accept: network rules first, then bans, then the connection limits. */
final class Admission implements Listener.Doorkeeper {
    private final SessionServices services;
    private final Map<EventExecutor, SessionGroup> groups;
    // Written by whoever reloads, read by the accepting thread.
    private volatile Policy policy;

    Admission(Policy policy, SessionServices services, Map<EventExecutor, SessionGroup> groups) {
        this.policy = policy;
        this.services = services;
        this.groups = groups;
    }

    void adopt(Policy policy) {
        this.policy = policy;
    }

    @Override
    public boolean admits(Channel device, String listener) {
        if (!(device.remoteAddress() instanceof InetSocketAddress source)) {
            return false; // It is gone already.
        }
        Verdict network = policy.admit(source.getAddress());
        if (!(network instanceof Verdict.Allow)) {
            refused(device, listener, source, network, EndReason.DENIED_NETWORK);
            return false;
        }
        Optional<Verdict.Refuse> banned = services.bans().refusal(source.getAddress());
        if (banned.isPresent()) {
            refused(device, listener, source, banned.get(), EndReason.BANNED);
            return false;
        }
        Verdict limits = services.connections().admit(source.getAddress());
        if (!(limits instanceof Verdict.Allow)) {
            refused(device, listener, source, limits, EndReason.CONNECTION_LIMIT);
            return false;
        }
        return true;
    }

    private void refused(Channel device, String listener, InetSocketAddress source, Verdict verdict, EndReason reason) {
        Flow flow = new Flow(services.clock().instant(), listener, source, (InetSocketAddress) device.localAddress());
        flow.counters().count(verdict);
        services.events().denied(flow, verdict, "connection", "");
        FlowRecord record = flow.record(
                services.clock().instant(),
                Optional.of(reason),
                Optional.of(verdict.rule().toString()));
        services.flows().accept(record);
        services.events().ended(record);
    }

    @Override
    public void begin(Channel device, String listener) {
        SessionGroup group = groups.get(device.eventLoop());
        if (group == null) {
            throw new IllegalStateException("channel on an event loop without sessions");
        }
        group.begin(device, listener);
    }
}
