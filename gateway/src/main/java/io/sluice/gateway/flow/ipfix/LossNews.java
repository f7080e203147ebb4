/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what was lost: to the collector, and in the log. Times are nanoseconds. */
final class LossNews {
    private static final Logger log = LoggerFactory.getLogger(LossNews.class);
    private static final long TOLD_EVERY = TimeUnit.SECONDS.toNanos(1);
    private static final long SAID_EVERY = TimeUnit.SECONDS.toNanos(10);

    private final NotSent notSent;
    private long told;
    private long toldAt;
    private long said;
    private long saidAt;

    LossNews(NotSent notSent, long now) {
        this.notSent = notSent;
        this.toldAt = now - TOLD_EVERY;
        this.saidAt = now - SAID_EVERY;
    }

    /** Another collector may be there now, or one that has forgotten everything. */
    void forgotten(long now) {
        told = 0;
        toldAt = now - TOLD_EVERY;
    }

    /**
     * Tells a collector what it has not heard, and everything again where that is due. One that does not read is told later:
     * what it is told meanwhile would pile up here.
     */
    void tell(TransportSession collector, long now, boolean again) {
        if (!collector.isWritable()) {
            return;
        }
        NotSent.Losses losses = notSent.losses();
        boolean news = losses.flows() > told && now - toldAt >= TOLD_EVERY;
        if (news || (again && losses.flows() > 0)) {
            collector.losses(losses);
            told = losses.flows();
            toldAt = now;
        }
    }

    /** Logs what has not been said, every few seconds at most. */
    void say(long now) {
        if (now - saidAt >= SAID_EVERY) {
            sayAll(now);
        }
    }

    /** Logs what has not been said. */
    void sayAll(long now) {
        long lost = notSent.flows();
        if (lost > said) {
            log.warn("event=ipfix-records-dropped count={} total={}", lost - said, lost);
            said = lost;
            saidAt = now;
        }
    }
}
