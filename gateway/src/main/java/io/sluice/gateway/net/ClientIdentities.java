/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.sluice.gateway.key.KeyFiles;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that classes present to brokers in place of the gateway's own. One is read when it is first needed and
 * again when its files have changed; of those that nobody needs, the oldest are forgotten.
 */
public final class ClientIdentities {
    private static final Logger log = LoggerFactory.getLogger(ClientIdentities.class);

    /** More than a home or a small plant has; each holds memory outside the heap. */
    private static final int MOST = 1_000;

    /**
     * A certificate in use.
     *
     * @param refused what its files looked like when they could last not be used, for saying so once
     */
    private record Loaded(FileStamps stamps, BrokerTls tls, Optional<FileStamps> refused) {}

    private final Optional<UpstreamTls> tls;
    private final ExecutorService reader;
    // Of the reader's one thread.
    private final Map<KeyFiles, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<KeyFiles, Loaded> eldest) {
            return size() > MOST;
        }
    };

    /**
     * @param tls how brokers are spoken to otherwise
     * @param reader of a single thread, which may wait for a disk
     */
    public ClientIdentities(Optional<UpstreamTls> tls, ExecutorService reader) {
        this.tls = tls;
        this.reader = reader;
    }

    /** How to speak to brokers under a certificate; fails with an {@link IOException} that says why that cannot be. */
    public CompletionStage<BrokerTls> of(KeyFiles files) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return current(files);
                    } catch (IOException unusable) {
                        throw new CompletionException(unusable);
                    }
                },
                reader);
    }

    private BrokerTls current(KeyFiles files) throws IOException {
        UpstreamTls upstream = tls.orElseThrow(() -> new IOException("the way to the broker is plaintext"));
        // Before the files are read: what changes meanwhile shows the next time.
        FileStamps stamps = FileStamps.of(upstream.presenting(files).files());
        Loaded before = loaded.get(files);
        if (before != null && before.stamps.equals(stamps)) {
            return before.tls;
        }
        try {
            BrokerTls read = read(upstream, files);
            loaded.put(files, new Loaded(stamps, read, Optional.empty()));
            return read;
        } catch (IOException unusable) {
            if (before == null) {
                throw unusable;
            }
            // Half of a renewal, most likely.
            if (!before.refused.equals(Optional.of(stamps))) {
                loaded.put(files, new Loaded(before.stamps, before.tls, Optional.of(stamps)));
                log.warn(
                        "event=upstream-certificate-unusable what=\"{}\" instead=\"the one before stays in use\"",
                        unusable.getMessage());
            }
            return before.tls;
        }
    }

    private static BrokerTls read(UpstreamTls upstream, KeyFiles files) throws IOException {
        try {
            return TlsContexts.upstream(upstream.presenting(files));
        } catch (GeneralSecurityException unusable) {
            throw new IOException(unusable.getMessage(), unusable);
        }
    }

    /** What is wrong with a certificate and its key, empty if nothing is. */
    public static Optional<String> problem(UpstreamTls upstream, KeyFiles files) {
        try {
            FileStamps.of(upstream.presenting(files).files());
            read(upstream, files);
            return Optional.empty();
        } catch (IOException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }
}
