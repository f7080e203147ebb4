/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import java.util.Optional;

/** What becomes of a CONNECT. */
public sealed interface ConnectDecision {

    /** The session is governed by this policy. */
    record Admitted(SessionPolicy policy) implements ConnectDecision {}

    /**
     * There is no session.
     *
     * @param className the class that refused it, absent when none matched
     */
    record Refused(Verdict.Refuse verdict, Optional<String> className) implements ConnectDecision {}
}
