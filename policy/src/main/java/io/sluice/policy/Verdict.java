/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.rule.Rule;

/** What becomes of one thing that a device or the broker asks for, why, and by which rule. */
public sealed interface Verdict {

    Reason reason();

    /** The rule that gave the verdict. */
    Rule rule();

    /** Whether it passes as it is, or with its retain flag cleared. */
    default boolean allowed() {
        return this instanceof Allow;
    }

    /**
     * It passes.
     *
     * @param clearsRetain the retain flag is to be cleared first ({@code retain = strip})
     */
    record Allow(Rule rule, boolean clearsRetain) implements Verdict {
        @Override
        public Reason reason() {
            return Reason.ALLOWED;
        }
    }

    /** It goes nowhere; the session goes on. */
    record Drop(Reason reason, Rule rule) implements Verdict {}

    /** It is answered with a failure: a connection, a CONNECT or one filter of a SUBSCRIBE. */
    record Refuse(Reason reason, Rule rule) implements Verdict {}

    /** It ends the session. */
    record Disconnect(Reason reason, Rule rule) implements Verdict {}

    /** It passes later: the reading from the device pauses. */
    record Delay(Reason reason, Rule rule) implements Verdict {}
}
