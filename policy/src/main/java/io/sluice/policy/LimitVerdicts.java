/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.rule.Rule;

/** The verdicts of {@link Limits}, made once. */
public record LimitVerdicts(
        Verdict.Refuse overConnections,
        Verdict.Refuse overConnectionsPerSource,
        Verdict.Refuse overConnectRate,
        Verdict.Disconnect overPacketSize,
        Verdict.Disconnect overConnectSize,
        Verdict.Refuse overKeepAlive) {

    public static LimitVerdicts of(
            Rule connections,
            Rule connectionsPerSource,
            Rule connectRatePerSource,
            Rule maxPacketSize,
            Rule maxConnectSize,
            Rule maxKeepAlive) {
        return new LimitVerdicts(
                new Verdict.Refuse(Reason.CONNECTIONS, connections),
                new Verdict.Refuse(Reason.CONNECTIONS_PER_SOURCE, connectionsPerSource),
                new Verdict.Refuse(Reason.CONNECT_RATE, connectRatePerSource),
                new Verdict.Disconnect(Reason.PACKET_SIZE, maxPacketSize),
                new Verdict.Disconnect(Reason.PACKET_SIZE, maxConnectSize),
                new Verdict.Refuse(Reason.KEEP_ALIVE, maxKeepAlive));
    }
}
