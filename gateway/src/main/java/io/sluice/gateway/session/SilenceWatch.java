/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Notices a device that says nothing for one and a half keep alives [MQTT-3.1.2-22], where it was the gateway that set its
 * keep alive: the broker waits for another one, or for ever.
 */
final class SilenceWatch {
    private final EventLoop loop;
    private final long longest;
    private final BooleanSupplier listening;
    private final Runnable silent;
    private long heard;
    private Future<?> check;

    /**
     * @param keepAlive seconds, more than 0
     * @param listening whether the device is read from; while it is not, nobody can tell whether it speaks
     * @param silent is run once
     */
    SilenceWatch(EventLoop loop, int keepAlive, BooleanSupplier listening, Runnable silent) {
        this.loop = loop;
        this.longest = TimeUnit.SECONDS.toNanos(keepAlive) * 3 / 2;
        this.listening = listening;
        this.silent = silent;
        this.heard = now();
        this.check = checkIn(longest);
    }

    /** The device has said something. */
    void heard() {
        heard = now();
    }

    void stop() {
        check.cancel(false);
    }

    private void check() {
        if (!listening.getAsBoolean()) {
            heard();
        }
        long left = heard + longest - now();
        if (left > 0) {
            check = checkIn(left);
        } else {
            silent.run();
        }
    }

    private Future<?> checkIn(long nanos) {
        return loop.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}
