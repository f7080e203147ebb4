/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import java.util.Locale;

/** Why a connection ended. The words stand in flow records and are stable. */
public enum EndReason {
    /** The device sent DISCONNECT. */
    DEVICE_DISCONNECT(EndCause.DEVICE),
    /** The device's connection broke or closed without a DISCONNECT. */
    DEVICE_VANISHED(EndCause.DEVICE),
    /** The device was silent for longer than the keep alive that the gateway had told it. */
    KEEP_ALIVE(EndCause.TIMEOUT),
    /** The broker sent DISCONNECT or closed the connection. */
    BROKER_CLOSED(EndCause.BROKER),
    /** The broker refused the CONNECT. */
    BROKER_REFUSED(EndCause.BROKER),
    /** The broker could not be reached, or says that it is unavailable. */
    UPSTREAM_UNREACHABLE(EndCause.BROKER),
    /** What the class presents to the broker in place of the device's own cannot be had. */
    UPSTREAM_IDENTITY(EndCause.FAULT),
    /** The TLS handshake with the broker failed. */
    UPSTREAM_TLS(EndCause.BROKER),
    /** The broker sent what is no MQTT. */
    BROKER_MALFORMED(EndCause.BROKER),
    /** The TLS handshake of the device failed. */
    DEVICE_TLS(EndCause.DEVICE),
    /** The network rules deny the source. */
    DENIED_NETWORK(EndCause.POLICY),
    /** A connection limit was reached. */
    CONNECTION_LIMIT(EndCause.LIMIT),
    /** The source is banned. */
    BANNED(EndCause.LIMIT),
    /** No CONNECT came in time. */
    CONNECT_TIMEOUT(EndCause.TIMEOUT),
    /** The policy refuses the CONNECT. */
    DENIED_CONNECT(EndCause.POLICY),
    /** The device sent what is no MQTT, or not in its place. */
    MALFORMED(EndCause.DEVICE),
    /** The device sent a packet larger than allowed. */
    OVERSIZE(EndCause.LIMIT),
    /** The device was faster than allowed, and its class disconnects. */
    RATE(EndCause.LIMIT),
    /** A denied packet, and the class disconnects for it. */
    DENIED_PACKET(EndCause.POLICY),
    /** More of something than the gateway keeps for a session. */
    QUOTA(EndCause.LIMIT),
    /** A new policy denies what the session was allowed. */
    POLICY_RELOAD(EndCause.POLICY),
    /** The gateway stopped. */
    DRAIN(EndCause.ADMIN),
    /** A fault of the gateway. */
    INTERNAL(EndCause.FAULT);

    private final EndCause cause;
    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    EndReason(EndCause cause) {
        this.cause = cause;
    }

    /** Who or what it goes back to. */
    public EndCause cause() {
        return cause;
    }

    /** The word in flow records, such as {@code device-vanished}. */
    public String word() {
        return word;
    }
}
