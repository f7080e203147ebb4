/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.netty.channel.EventLoopGroup;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.net.ServiceManager;
import io.sluice.gateway.net.Transport;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A gateway as a service: signals in, words to the service manager out. */
final class Service implements AutoCloseable {
    private static final long EXIT_SECONDS = 5;

    private final Gateway gateway;
    private final EventLoopGroup notifications = Transport.best().eventLoops("sluice-notify", 1);
    private final ServiceManager manager =
            ServiceManager.at(Optional.ofNullable(System.getenv("NOTIFY_SOCKET")), notifications);
    private final Reloads reloads;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    Service(Gateway gateway, Reloads reloads) {
        this.gateway = gateway;
        this.reloads = reloads;
    }

    /** Serves until SIGTERM or SIGINT. */
    void runUntilStopped() throws InterruptedException {
        // The hook keeps the JVM alive until the sessions are drained; it runs for SIGTERM and SIGINT.
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "sluice-stop"));
        manager.ready();
        reloads.begin(this::reload);
        stop.await();
    }

    private void reload() {
        manager.reloading();
        gateway.reloadFromFile();
        manager.ready();
    }

    private void stopAndWait() {
        stop.countDown();
        try {
            long drain = gateway.config().policy().limits().drainTimeout().toSeconds();
            boolean done = stopped.await(drain + EXIT_SECONDS, TimeUnit.SECONDS);
            // Left to itself a JVM that was signalled ends with 143, as if it had not stopped as it should.
            Runtime.getRuntime().halt(done ? ExitCode.GOOD : ExitCode.NO);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        manager.stopping();
        reloads.close();
        gateway.close();
        manager.close();
        notifications.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        stopped.countDown();
    }
}
