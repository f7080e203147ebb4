/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something made of files, made anew when they change. Files that cannot be used leave it as it is: a renewal that went wrong
 * must not take down what works.
 *
 * @param <T> a key with its certificate, a CA, a TLS context
 */
public final class Renewable<T> {
    private static final Logger log = LoggerFactory.getLogger(Renewable.class);

    /** Days before the end. */
    private static final List<Long> WARNED_AHEAD = List.of(30L, 7L, 1L);

    /** Reads the files. */
    public interface Reader<T> {
        T read() throws GeneralSecurityException;
    }

    private final String name;
    private final List<Path> files;
    private final InstantSource clock;
    private final Reader<T> reader;
    private final Function<T, Instant> end;
    private volatile T current;
    private FileStamps stamps;
    private volatile String complaint = "";
    private long warnedAt = Long.MAX_VALUE;

    /**
     * Reads the files for the first time.
     *
     * @param name for people, such as {@code listener lan-tls}
     * @param files all that are read
     * @param end when what was made of them ends to be of use
     * @throws GeneralSecurityException when they cannot be used
     */
    public Renewable(String name, List<Path> files, InstantSource clock, Reader<T> reader, Function<T, Instant> end)
            throws GeneralSecurityException {
        this.name = name;
        this.files = List.copyOf(files);
        this.clock = clock;
        this.reader = reader;
        this.end = end;
        try {
            // Before they are read: what changes meanwhile shows the next time.
            this.stamps = FileStamps.of(files);
            this.current = reader.read();
        } catch (IOException missing) {
            throw new GeneralSecurityException(missing.getMessage(), missing);
        }
        warnAhead();
    }

    public String name() {
        return name;
    }

    /** When what is in use ends to be of use. */
    public Instant end() {
        return end.apply(current);
    }

    /** Until the certificate in use ends, negative when it has. */
    public Duration remaining() {
        return Duration.between(clock.instant(), end());
    }

    /** What was made of the files when they could last be used. Any thread may ask. */
    public T current() {
        return current;
    }

    /** Whether the files, as they are now, cannot be used. */
    public boolean isRefused() {
        return !complaint.isEmpty();
    }

    /** What is wrong with the files as they are now, empty if nothing is. */
    public Optional<String> complaint() {
        return Optional.of(complaint).filter(what -> !what.isEmpty());
    }

    /** Looks whether the files have changed, and whether the certificate ends soon. Reads files. */
    public synchronized void renew() {
        read();
        warnAhead();
    }

    private void read() {
        try {
            FileStamps now = FileStamps.of(files);
            if (complaint.isEmpty() && now.equals(stamps)) {
                return;
            }
            current = reader.read();
            warnedAt = Long.MAX_VALUE;
            if (!now.equals(stamps)) {
                log.info("event=certificate-renewed of=\"{}\"", name);
            }
            stamps = now;
            complaint = "";
        } catch (IOException | GeneralSecurityException unusable) {
            complain(Optional.ofNullable(unusable.getMessage()).orElse("unreadable"));
        }
    }

    /** Once when each of the days begins to count. */
    private void warnAhead() {
        long remaining = remaining().toDays();
        WARNED_AHEAD.stream()
                .filter(days -> remaining < days)
                .min(Comparator.naturalOrder())
                .filter(days -> days < warnedAt)
                .ifPresent(days -> {
                    warnedAt = days;
                    log.warn("event=certificate-expires of=\"{}\" at={} do=\"issue a new one\"", name, end());
                });
    }

    /** Once for each thing that is wrong. */
    private void complain(String what) {
        if (!complaint.equals(what)) {
            complaint = what;
            log.error(
                    "event=certificate-unusable of=\"{}\" what=\"{}\" instead=\"the one before stays in use\"",
                    name,
                    what);
        }
    }
}
