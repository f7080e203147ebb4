/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.channel.EventLoop;
import io.sluice.gateway.session.SessionEvents.Step;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long handshakes and dials take, and how late event loops are. */
final class StepTimers {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };
    private static final long LOOK_MILLIS = 250;

    private final Timer handshaken;
    private final Timer handshakeFailed;
    private final Timer connected;
    private final Timer connectFailed;
    private final Timer lag;

    StepTimers(MeterRegistry registry) {
        String handshakes = "From accept to the end of the TLS handshake with a device";
        String dials = "From dialling a broker to its being there, TCP and TLS";
        handshaken = timer(registry, "sluice.device.handshake", handshakes, "outcome", "ok");
        handshakeFailed = timer(registry, "sluice.device.handshake", handshakes, "outcome", "failed");
        connected = timer(registry, "sluice.upstream.connect", dials, "outcome", "ok");
        connectFailed = timer(registry, "sluice.upstream.connect", dials, "outcome", "failed");
        lag = timer(
                registry,
                "sluice.event.loop.lag",
                "How late event loops come to what is due, looked at 4 times a second");
    }

    private static Timer timer(MeterRegistry registry, String name, String description, String... tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    void took(Step step, long nanos, boolean succeeded) {
        Timer timer =
                switch (step) {
                    case DEVICE_HANDSHAKE -> succeeded ? handshaken : handshakeFailed;
                    case UPSTREAM_CONNECT -> succeeded ? connected : connectFailed;
                };
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Watches an event loop until it ends. */
    void watch(EventLoop loop) {
        look(loop, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    }

    private void look(EventLoop loop, long due) {
        if (loop.isShuttingDown()) {
            return;
        }
        loop.schedule(
                () -> {
                    long now = System.nanoTime();
                    lag.record(Math.max(0, now - due), TimeUnit.NANOSECONDS);
                    look(loop, now + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
                },
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
    }
}
