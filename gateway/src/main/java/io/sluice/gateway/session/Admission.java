/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.frame.ConnectPacket;
import io.sluice.policy.ConnectDecision;
import io.sluice.policy.ConnectRequest;
import io.sluice.policy.Policy;
import io.sluice.policy.SessionPolicy;

/** A CONNECT that the policy let pass, and what the policy says of its session. */
record Admission(ConnectPacket connect, ConnectRequest request, SessionPolicy policy) {
    /** The same CONNECT under another policy: what it would get, or why it would be refused. */
    ConnectDecision under(Policy policy) {
        return policy.connect(request);
    }

    String clientId() {
        return connect.clientId();
    }

    /** The client id that the broker sees. */
    String upstreamClientId() {
        return policy.upstream().clientIdPrefix() + connect.clientId();
    }

    /** Who uses the client id. */
    LiveClients.Owner owner() {
        return new LiveClients.Owner(request.source(), request.certificate());
    }

    Admission with(SessionPolicy policy) {
        return new Admission(connect, request, policy);
    }
}
