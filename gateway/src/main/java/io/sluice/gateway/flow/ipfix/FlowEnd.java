/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.flow.FlowRecord;

/**
 * How a connection ended, in IANA's words.
 *
 * @param reason flowEndReason (136)
 * @param event firewallEvent (233)
 * @param status forwardingStatus (89): two bits of what, six of why
 */
record FlowEnd(int reason, int event, int status) {
    private static final int IDLE = 1;
    private static final int ACTIVE_TIMEOUT = 2;
    private static final int END_DETECTED = 3;
    private static final int FORCED = 4;

    private static final int DELETED = 2;
    private static final int DENIED = 3;
    private static final int UPDATE = 5;

    private static final int FORWARDED = 64;
    private static final int DROPPED = 128;
    private static final int DROPPED_BY_ACL = 129;
    private static final int DROPPED_UNROUTABLE = 131;
    private static final int DROPPED_BY_POLICER = 138;

    static FlowEnd of(FlowRecord flow) {
        return flow.reason().map(FlowEnd::of).orElseGet(() -> new FlowEnd(ACTIVE_TIMEOUT, UPDATE, FORWARDED));
    }

    private static FlowEnd of(EndReason reason) {
        return switch (reason) {
            case DEVICE_DISCONNECT, DEVICE_VANISHED, BROKER_CLOSED -> new FlowEnd(END_DETECTED, DELETED, FORWARDED);
            // The CONNECT got there; what refused it was not the gateway.
            case BROKER_REFUSED -> new FlowEnd(END_DETECTED, DELETED, FORWARDED);
            case POLICY_RELOAD, DRAIN -> new FlowEnd(FORCED, DELETED, FORWARDED);
            case UPSTREAM_UNREACHABLE -> new FlowEnd(FORCED, DELETED, DROPPED_UNROUTABLE);
            case UPSTREAM_IDENTITY, UPSTREAM_TLS, BROKER_MALFORMED, DEVICE_TLS, INTERNAL ->
                new FlowEnd(FORCED, DELETED, DROPPED);
            case KEEP_ALIVE -> new FlowEnd(IDLE, DELETED, FORWARDED);
            case CONNECT_TIMEOUT -> new FlowEnd(IDLE, DENIED, DROPPED);
            case MALFORMED -> new FlowEnd(FORCED, DENIED, DROPPED);
            case DENIED_NETWORK, BANNED, DENIED_CONNECT, DENIED_PACKET -> new FlowEnd(FORCED, DENIED, DROPPED_BY_ACL);
            case CONNECTION_LIMIT, OVERSIZE, RATE, QUOTA -> new FlowEnd(FORCED, DENIED, DROPPED_BY_POLICER);
        };
    }
}
