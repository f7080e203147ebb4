/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A folder that holds a CA, and beside it what the CA has issued. Whatever changes it holds its lock and changes all files
 * together ({@link FileTransaction}): neither a crash nor a second run leaves a certificate that the index does not know.
 */
public final class CaFolder {
    /** Before this program was written: a clock that says so was never set. */
    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    private final Path dir;
    private final InstantSource clock;
    private final Optional<char[]> passphrase;
    private final FileTransaction.Steps steps;

    /**
     * @param dir a folder that is there
     * @param passphrase of the CA's own keys, where they are encrypted
     * @throws Refusal when there is no such folder
     */
    public CaFolder(Path dir, InstantSource clock, Optional<char[]> passphrase) throws Refusal {
        this(dir, clock, passphrase, FileTransaction.Steps.NONE);
    }

    CaFolder(Path dir, InstantSource clock, Optional<char[]> passphrase, FileTransaction.Steps steps) throws Refusal {
        if (!Files.isDirectory(dir)) {
            throw new Refusal(dir + " is no folder; make it first");
        }
        this.dir = dir.toAbsolutePath().normalize();
        this.clock = clock;
        this.passphrase = passphrase;
        this.steps = steps;
    }

    public Path dir() {
        return dir;
    }

    InstantSource clock() {
        return clock;
    }

    /** What was issued for servers and clients. */
    public CertificateIndex index() throws Refusal {
        try {
            return CertificateIndex.read(dir.resolve(CaFiles.INDEX));
        } catch (IOException damaged) {
            throw new Refusal(reason(damaged), damaged);
        }
    }

    /** A change of the folder: says what is to be written, and what to answer. */
    interface Change<T> {
        T apply(CaChange change) throws Refusal, IOException, GeneralSecurityException;
    }

    /** Makes a change, or nothing of it. */
    <T> T change(Change<T> change) throws Refusal, GeneralSecurityException {
        Instant now = clock.instant();
        if (now.isBefore(EARLIEST)) {
            throw new Refusal("this machine's clock says " + now + ", which is long over; set it first (timedatectl), "
                    + "or nobody else will accept what is made now");
        }
        try {
            FolderLock lock = FolderLock.of(dir);
            try {
                FileTransaction.recover(dir);
                return apply(change);
            } finally {
                lock.close();
            }
        } catch (IOException failure) {
            throw new Refusal("cannot change " + dir + ": " + reason(failure), failure);
        }
    }

    private <T> T apply(Change<T> change) throws Refusal, IOException, GeneralSecurityException {
        FileTransaction files = new FileTransaction(dir, steps);
        try {
            T answer = change.apply(new CaChange(dir, clock, passphrase, files));
            files.commit();
            return answer;
        } finally {
            files.rollBack();
        }
    }

    static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + " is missing";
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + " is not accessible to this user";
        }
        if (failure instanceof FileSystemException other && other.getReason() != null) {
            return other.getReason();
        }
        return String.valueOf(failure.getMessage());
    }
}
