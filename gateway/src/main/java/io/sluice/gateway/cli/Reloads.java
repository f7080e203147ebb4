/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reloads that SIGHUP asks for, one after the other. One that is asked for while the gateway still starts is done when it
 * has started: until somebody hears that signal, it ends the process.
 */
final class Reloads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reloads.class);

    private final CompletableFuture<Runnable> reload = new CompletableFuture<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "sluice-reload");
        thread.setDaemon(true);
        return thread;
    });

    /** Hears SIGHUP from now on. */
    static Reloads onHangUp() {
        Reloads reloads = new Reloads();
        HangUpSignal.handle(reloads::ask);
        return reloads;
    }

    /** Asks for a reload, and waits for nothing. Who stops reloads nothing any more. */
    void ask() {
        try {
            thread.execute(() -> reload.join().run());
        } catch (RejectedExecutionException closed) {
            log.debug("event=reload-ignored while=\"stopping\"");
        }
    }

    /** There is something to reload: what was asked for before is done now. */
    void begin(Runnable action) {
        reload.complete(action);
    }

    /** What was asked for before is still done. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
