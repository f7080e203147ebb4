/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** That nobody else changes the folder of a CA, in this process or in another. A process that dies lets go of it. */
final class FolderLock implements AutoCloseable {
    private static final String FILE = ".sluice.lock";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 20;

    private final FileChannel channel;
    private final FileLock lock;

    private FolderLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Waits for it.
     *
     * @throws IOException when another holds it for longer than anything takes here, or the folder cannot be written to
     */
    static FolderLock of(Path dir) throws IOException {
        // Never deleted: who deletes it could take it from under another who waits for it.
        // Of its owner alone: who may read a file may lock it, too.
        FileChannel channel = FileChannel.open(
                dir.resolve(FILE),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(WholeFile.PRIVATE));
        try {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            Optional<FileLock> lock = attempt(channel);
            while (lock.isEmpty() && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                lock = attempt(channel);
            }
            return new FolderLock(
                    channel,
                    lock.orElseThrow(() -> new IOException("another sluice certs has been changing " + dir + " for "
                            + PATIENCE.toSeconds() + " s; is one waiting for a passphrase?")));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            channel.close();
            throw new IOException("interrupted", stopped);
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    private static Optional<FileLock> attempt(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException ofAnotherThread) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
