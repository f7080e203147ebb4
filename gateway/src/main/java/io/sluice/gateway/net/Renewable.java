/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something made of files, made anew when they change. Files that cannot be used leave it as it is: a renewal that went wrong
 * must not take down what works.
 *
 * @param <T> a TLS context
 */
public final class Renewable<T> {
    private static final Logger log = LoggerFactory.getLogger(Renewable.class);

    /** Reads the files. */
    public interface Reader<T> {
        T read() throws GeneralSecurityException;
    }

    private final String name;
    private final List<Path> files;
    private final Reader<T> reader;
    private volatile T current;
    private volatile boolean refused;
    private FileStamps stamps;
    private String complaint = "";

    /**
     * Reads the files for the first time.
     *
     * @param name for people, such as {@code listener lan-tls}
     * @throws GeneralSecurityException when they cannot be used
     */
    public Renewable(String name, List<Path> files, Reader<T> reader) throws GeneralSecurityException {
        this.name = name;
        this.files = List.copyOf(files);
        this.reader = reader;
        try {
            // Before they are read: what changes meanwhile shows the next time.
            this.stamps = FileStamps.of(files);
        } catch (IOException missing) {
            throw new GeneralSecurityException(missing.getMessage(), missing);
        }
        this.current = reader.read();
    }

    /** What was made of the files when they could last be used. Any thread may ask. */
    public T current() {
        return current;
    }

    /** Whether the files, as they are now, cannot be used. */
    public boolean isRefused() {
        return refused;
    }

    /** Looks whether the files have changed. Reads files; one thread at a time. */
    public synchronized void renew() {
        try {
            FileStamps now = FileStamps.of(files);
            if (!refused && now.equals(stamps)) {
                return;
            }
            T renewed = reader.read();
            if (!now.equals(stamps)) {
                log.info("event=certificate-renewed of=\"{}\"", name);
            }
            current = renewed;
            stamps = now;
            refused = false;
            complaint = "";
        } catch (IOException | GeneralSecurityException unusable) {
            refused = true;
            complain(Optional.ofNullable(unusable.getMessage()).orElse("unreadable"));
        }
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
