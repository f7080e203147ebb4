/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the admin endpoint asks of the gateway. Each answer may come from any thread. */
public interface AdminActions {
    /** Whether devices can be served. */
    Readiness readiness();

    /** The figures in Prometheus' text form, or as OpenMetrics where the type is that. */
    CompletionStage<String> metrics(String contentType);

    /** Live sessions, as JSON or as a table. */
    CompletionStage<String> flows(FlowQuery query);

    /** Writes an interim record of each live session; how many. */
    CompletionStage<Integer> recordFlows();

    /** The bans in force as JSON. */
    String bans();

    /**
     * Ends bans.
     *
     * @param source an address of the source, empty for all
     * @return for people; empty if nobody of that name is banned
     */
    Optional<String> liftBans(Optional<InetAddress> source);

    /** Reads the configuration again. */
    CompletionStage<Reload> reload();

    /**
     * What became of a reload.
     *
     * @param done whether the new policy is in force; if not, the old one is
     * @param report for people, problems as file:line
     */
    record Reload(boolean done, String report) {}

    /**
     * Whether devices can be served: it listens, a broker answers, and no certificate that is shown has expired.
     *
     * @param report for people, lines; what needs attention is in it while devices can be served too
     */
    record Readiness(boolean isReady, String report) {}
}
