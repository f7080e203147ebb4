/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.limit.Allowance;
import io.sluice.gateway.limit.Throttle;
import io.sluice.policy.SessionPolicy;
import io.sluice.policy.Verdict;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How fast a device publishes, against its class's rates. A delay never lasts so long that the keep alive would run out
 * behind it; what would have to wait longer is dropped.
 */
final class Pace {
    /** What {@link #wait(int)} says when a message must not pass; {@link #verdict} says why. */
    static final long EXCEEDED = -1;

    private static final long LONGEST_WITHOUT_KEEP_ALIVE = TimeUnit.SECONDS.toNanos(30);

    private final @Nullable Allowance publishes;
    private final @Nullable Allowance bytes;
    private final Verdict overPublishRate;
    private final Verdict overByteRate;
    private long longestWait;
    private Verdict verdict;

    /**
     * @param keepAlive seconds, 0 for none
     */
    Pace(SessionPolicy policy, Throttle throttle, int keepAlive) {
        this.publishes = throttle.publishes().orElse(null);
        this.bytes = throttle.bytes().orElse(null);
        this.overPublishRate = policy.overPublishRate();
        this.overByteRate = policy.overByteRate();
        this.verdict = overPublishRate;
        boolean delays = overPublishRate instanceof Verdict.Delay;
        // A broker waits one and a half keep alives: half of one is left for a PINGREQ behind the delay.
        long half = TimeUnit.SECONDS.toNanos(keepAlive) / 2;
        this.longestWait = !delays ? 0 : keepAlive == 0 ? LONGEST_WITHOUT_KEEP_ALIVE : half;
    }

    /**
     * Counts a message.
     *
     * @return nanoseconds that it has to wait, 0 to pass at once, or {@link #EXCEEDED}
     */
    long wait(int length) {
        long wait = 0;
        if (publishes != null) {
            wait = publishes.spend(1, longestWait);
            if (wait < 0) {
                return exceeded(overPublishRate);
            }
            if (wait > 0) {
                verdict = overPublishRate;
            }
        }
        if (bytes != null) {
            long more = bytes.spend(length, longestWait);
            if (more < 0) {
                return exceeded(overByteRate);
            }
            if (more > wait) {
                wait = more;
                verdict = overByteRate;
            }
        }
        return wait;
    }

    /** From now on what would have to wait is dropped. */
    void waitNoMore() {
        longestWait = 0;
    }

    /** Why the last message had to wait or could not pass. */
    Verdict verdict() {
        return verdict;
    }

    private long exceeded(Verdict over) {
        verdict = over instanceof Verdict.Delay ? new Verdict.Drop(over.reason(), over.rule()) : over;
        return EXCEEDED;
    }
}
