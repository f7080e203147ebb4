/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.flow.Flow;
import io.sluice.policy.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what was denied: the first of each kind in a connection, and so many lines a second in all, since the
 * flow records count the others and nobody may be able to fill a disk.
 */
public final class DenialLog implements SessionEvents {
    private static final Logger log = LoggerFactory.getLogger(DenialLog.class);

    private static final int LINES_A_SECOND = 20;
    private static final long SECOND = 1_000_000_000;

    private long second = System.nanoTime();
    private int lines;
    private long suppressed;

    private synchronized boolean mayWrite() {
        long now = System.nanoTime();
        if (now - second >= SECOND) {
            if (suppressed > 0) {
                log.info("event=denials-not-logged count={} instead=\"see the flow log\"", suppressed);
            }
            second = now;
            lines = 0;
            suppressed = 0;
        }
        if (lines >= LINES_A_SECOND) {
            suppressed++;
            return false;
        }
        lines++;
        return true;
    }

    @Override
    public void denied(Flow flow, Verdict verdict, String what, String subject) {
        if (log.isInfoEnabled() && flow.isFirst(verdict.reason()) && mayWrite()) {
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
