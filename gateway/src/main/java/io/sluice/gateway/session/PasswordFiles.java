/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.certs.PrivateFile;
import io.sluice.policy.UpstreamIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Reads the passwords that classes present to the broker, each time anew, so that a changed one counts at once. */
public final class PasswordFiles {
    private final Executor executor;

    /** @param executor may wait for a disk, which an event loop must not */
    public PasswordFiles(Executor executor) {
        this.executor = executor;
    }

    /** The password in a file; fails with an {@link IOException} that says why there is none. */
    CompletionStage<byte[]> read(String file) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return PrivateFile.password(Path.of(file), UpstreamIdentity.LONGEST_PASSWORD);
                    } catch (IOException unusable) {
                        throw new CompletionException(unusable);
                    }
                },
                executor);
    }
}
