/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.policy.DeviceCertificate;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The client ids of the sessions that a broker has accepted, and whose they are: a broker throws the first of two sessions
 * with one client id out (MQTT 5, section 3.1.4), which a class can forbid. Holds one entry a session; asked when a session
 * begins and ends, from any event loop.
 */
public final class LiveClients {
    private final ConcurrentHashMap<String, Claim> claims = new ConcurrentHashMap<>();

    /** Who uses a client id: the same device when both are the same. */
    record Owner(InetAddress source, Optional<DeviceCertificate> certificate) {}

    /** That a client id is in use. Each is only itself. */
    static final class Claim {
        private final String clientId;
        private final Owner owner;
        private volatile boolean guarded;

        private Claim(String clientId, Owner owner, boolean guarded) {
            this.clientId = clientId;
            this.owner = owner;
            this.guarded = guarded;
        }

        /** Whether nobody else may take it over, by the policy now in force. */
        void guarded(boolean guarded) {
            this.guarded = guarded;
        }
    }

    /**
     * Whether somebody may connect with a client id.
     *
     * @param clientId as the broker sees it
     * @param guarded whether the class of who asks forbids taking over
     */
    boolean isFree(String clientId, Owner owner, boolean guarded) {
        return mayTake(Optional.ofNullable(claims.get(clientId)), owner, guarded);
    }

    private static boolean mayTake(Optional<Claim> live, Owner owner, boolean guarded) {
        return live.isEmpty() || live.get().owner.equals(owner) || !(guarded || live.get().guarded);
    }

    /** Enters a session that the broker has accepted; empty if the client id is not {@linkplain #isFree free}. */
    Optional<Claim> claim(String clientId, Owner owner, boolean guarded) {
        Claim mine = new Claim(clientId, owner, guarded);
        Claim now = claims.compute(
                clientId, (id, live) -> mayTake(Optional.ofNullable(live), owner, guarded) ? mine : live);
        return now == mine ? Optional.of(mine) : Optional.empty();
    }

    /** The session has ended. */
    void release(Claim claim) {
        claims.remove(claim.clientId, claim);
    }
}
