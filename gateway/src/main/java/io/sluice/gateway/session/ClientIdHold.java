/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import java.util.Optional;

/** A session's hold on its client id, from the CONNACK to its end. */
final class ClientIdHold {
    private final LiveClients clients;
    private Optional<LiveClients.Claim> claim = Optional.empty();

    ClientIdHold(LiveClients clients) {
        this.clients = clients;
    }

    /** Whether somebody else lives under the client id of this CONNECT and is not to be thrown out. */
    boolean isTaken(Admission admission) {
        return !admission.clientId().isEmpty()
                && !clients.isFree(admission.upstreamClientId(), admission.owner(), isGuarded(admission));
    }

    /** The broker has accepted the CONNECT: the client id is this session's now, unless somebody was quicker. */
    boolean claim(Admission admission) {
        if (admission.clientId().isEmpty()) {
            return true;
        }
        claim = clients.claim(admission.upstreamClientId(), admission.owner(), isGuarded(admission));
        return claim.isPresent();
    }

    /** Another policy says whether it is guarded. */
    void adopt(Admission admission) {
        claim.ifPresent(mine -> mine.guarded(isGuarded(admission)));
    }

    void release() {
        claim.ifPresent(clients::release);
    }

    private static boolean isGuarded(Admission admission) {
        return !admission.policy().takeoverAllowed();
    }
}
