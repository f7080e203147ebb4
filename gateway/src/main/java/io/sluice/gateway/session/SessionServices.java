/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.flow.FlowSink;
import io.sluice.gateway.limit.Bans;
import io.sluice.gateway.limit.ConnectionLimits;
import io.sluice.gateway.limit.Throttles;
import io.sluice.gateway.log.LineBudget;
import io.sluice.gateway.net.BrokerDialer;
import io.sluice.gateway.net.ClientIdentities;
import java.time.Duration;
import java.time.InstantSource;

/** What all sessions of a gateway share; safe for use by all event loops. */
public record SessionServices(
        BrokerDialer dialer,
        Duration connackTimeout,
        ConnectionLimits connections,
        Bans bans,
        Throttles throttles,
        LiveClients clients,
        PasswordFiles passwords,
        ClientIdentities identities,
        FlowSink flows,
        SessionEvents events,
        LineBudget failures,
        InstantSource clock) {}
