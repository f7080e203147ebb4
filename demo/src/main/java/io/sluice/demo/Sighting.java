/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import io.sluice.gateway.flow.Flow;
import io.sluice.policy.Verdict;

/**
 * A verdict as it was seen.
 *
 * @param client the client id, or the address of who has not said one
 * @param what the packet type, "delivery" or "connection"
 * @param subject the topic, filter or client id; may be empty
 */
record Sighting(String client, String what, String subject, Verdict verdict) {
    static Sighting of(Flow flow, Verdict verdict, String what, String subject) {
        String client = flow.client()
                .map(Flow.Client::clientId)
                .orElseGet(() -> flow.device().getAddress().getHostAddress());
        return new Sighting(client, what, subject, verdict);
    }

    boolean isAllowed() {
        return verdict instanceof Verdict.Allow;
    }
}
