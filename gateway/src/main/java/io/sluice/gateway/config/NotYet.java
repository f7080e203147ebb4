/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.policy.Policy;
import io.sluice.policy.UpstreamIdentity;
import io.sluice.policy.config.Problems;
import io.sluice.policy.config.Section;

/**
 * Settings that the configuration has a place for and this version does nothing with. They are refused: a gateway that
 * starts and silently leaves out what it was told would be trusted for what it does not do.
 */
final class NotYet {
    private static final String MEND = "leave it out";

    private NotYet() {}

    static void say(Section section, String key) {
        section.problem(key, "is not in this version yet", MEND);
    }

    /** Of identities that a class shows to the broker. */
    static void upstreamIdentities(Policy policy, Problems problems) {
        policy.classes().forEach(clientClass -> {
            UpstreamIdentity identity = clientClass.upstream();
            boolean asked = identity.certificate().isPresent() || identity.key().isPresent();
            if (asked) {
                problems.add(
                        identity.origin(),
                        "class " + clientClass.name()
                                + ": a certificate of its own upstream is not in this version yet",
                        MEND);
            }
        });
    }
}
