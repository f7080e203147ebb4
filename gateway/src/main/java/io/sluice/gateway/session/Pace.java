/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.limit.Allowance;
import io.sluice.gateway.limit.Throttle;
import io.sluice.policy.SessionPolicy;
import io.sluice.policy.Verdict;
import java.util.Optional;
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
        this(policy, throttle.publishes(), throttle.bytes(), keepAlive);
    }

    private Pace(SessionPolicy policy, Optional<Allowance> publishes, Optional<Allowance> bytes, int keepAlive) {
        this.publishes = publishes.orElse(null);
        this.bytes = bytes.orElse(null);
        this.overPublishRate = policy.overPublishRate();
        this.overByteRate = policy.overByteRate();
        this.verdict = overPublishRate;
        boolean delays = overPublishRate instanceof Verdict.Delay;
        // A broker waits one and a half keep alives: half of one is left for a PINGREQ behind the delay.
        long half = TimeUnit.SECONDS.toNanos(keepAlive) / 2;
        this.longestWait = !delays ? 0 : keepAlive == 0 ? LONGEST_WITHOUT_KEEP_ALIVE : half;
    }

    /** Of a side that may be as fast as it likes. */
    static Pace unlimited(SessionPolicy policy) {
        return new Pace(policy, Optional.empty(), Optional.empty(), 0);
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

    /**
     * Counts a message if that takes no thought.
     *
     * @return whether it passes at once; if not, it has not been counted
     */
    boolean passesAtOnce(int length) {
        if (publishes == null && bytes == null) {
            return true;
        }
        if ((publishes != null && !publishes.covers(1)) || (bytes != null && !bytes.covers(length))) {
            return false;
        }
        return wait(length) == 0;
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
