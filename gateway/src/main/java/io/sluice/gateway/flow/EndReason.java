/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import java.util.Locale;

/** Why a connection ended. The words stand in flow records and are stable. */
public enum EndReason {
    /** The device sent DISCONNECT. */
    DEVICE_DISCONNECT,
    /** The device's connection broke or closed without a DISCONNECT. */
    DEVICE_VANISHED,
    /** The broker sent DISCONNECT or closed the connection. */
    BROKER_CLOSED,
    /** The broker refused the CONNECT. */
    BROKER_REFUSED,
    /** The broker could not be reached, or says that it is unavailable. */
    UPSTREAM_UNREACHABLE,
    /** What the class presents to the broker in place of the device's own cannot be had. */
    UPSTREAM_IDENTITY,
    /** The TLS handshake with the broker failed. */
    UPSTREAM_TLS,
    /** The broker sent what is no MQTT. */
    BROKER_MALFORMED,
    /** The TLS handshake of the device failed. */
    DEVICE_TLS,
    /** The network rules deny the source. */
    DENIED_NETWORK,
    /** A connection limit was reached. */
    CONNECTION_LIMIT,
    /** The source is banned. */
    BANNED,
    /** No CONNECT came in time. */
    CONNECT_TIMEOUT,
    /** The policy refuses the CONNECT. */
    DENIED_CONNECT,
    /** The device sent what is no MQTT, or not in its place. */
    MALFORMED,
    /** The device sent a packet larger than allowed. */
    OVERSIZE,
    /** The device was faster than allowed, and its class disconnects. */
    RATE,
    /** A denied packet, and the class disconnects for it. */
    DENIED_PACKET,
    /** More of something than the gateway keeps for a session. */
    QUOTA,
    /** A new policy denies what the session was allowed. */
    POLICY_RELOAD,
    /** The gateway stopped. */
    DRAIN,
    /** A fault of the gateway. */
    INTERNAL;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word in flow records, such as {@code device-vanished}. */
    public String word() {
        return word;
    }
}
