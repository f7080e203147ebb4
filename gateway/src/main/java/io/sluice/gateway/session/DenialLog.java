/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.flow.Flow;
import io.sluice.policy.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what was denied: the first of each kind in a connection, since the flow record counts the others and a
 * device must not be able to fill a disk.
 */
public final class DenialLog implements SessionEvents {
    private static final Logger log = LoggerFactory.getLogger(DenialLog.class);

    @Override
    public void denied(Flow flow, Verdict verdict, String what, String subject) {
        if (log.isInfoEnabled() && flow.isFirst(verdict.reason())) {
            log.info(
                    "event=denied verdict={} reason={} what={} subject={} source={} client={} class={} rule={}",
                    verdict.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT),
                    verdict.reason().label(),
                    what,
                    Quoted.of(subject),
                    flow.device().getAddress().getHostAddress(),
                    Quoted.of(flow.client().map(Flow.Client::clientId).orElse("")),
                    flow.className().orElse("-"),
                    Quoted.of(verdict.rule().toString()));
        }
    }
}
