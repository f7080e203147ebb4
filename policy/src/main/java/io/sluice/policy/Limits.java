/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * The gateway's own safety, whatever the classes say ({@code limits}).
 *
 * @param connections open at a time
 * @param connectionsPerSource open at a time from one address
 * @param connectRatePerSource new connections from one address
 * @param connectTimeout from accept to the complete CONNECT, TLS handshake included
 * @param maxPacketSize bytes of a whole packet, header included
 * @param maxConnectSize bytes of a whole CONNECT, header included
 * @param maxKeepAlive the longest keep alive
 * @param sessionBuffer bytes that a session may hold for a slow peer
 * @param maxTopicAliases topic aliases that a device may use
 * @param maxInFlight PUBLISHes of QoS 1 and 2 that a device may have unanswered
 * @param drainTimeout how long stopping waits for sessions
 * @param ban when a source is banned, empty for never
 * @param verdicts what exceeding them leads to
 */
public record Limits(
        int connections,
        int connectionsPerSource,
        Rate connectRatePerSource,
        Duration connectTimeout,
        int maxPacketSize,
        int maxConnectSize,
        Duration maxKeepAlive,
        int sessionBuffer,
        int maxTopicAliases,
        int maxInFlight,
        Duration drainTimeout,
        Optional<BanLimit> ban,
        LimitVerdicts verdicts) {

    public Verdict.Refuse overConnections() {
        return verdicts.overConnections();
    }

    public Verdict.Refuse overConnectionsPerSource() {
        return verdicts.overConnectionsPerSource();
    }

    public Verdict.Refuse overConnectRate() {
        return verdicts.overConnectRate();
    }

    public Verdict.Disconnect overPacketSize() {
        return verdicts.overPacketSize();
    }

    public Verdict.Disconnect overConnectSize() {
        return verdicts.overConnectSize();
    }
}
