/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Several files that change together or not at all. Each is written whole beside its place; then a journal that names them all
 * appears, which is the moment when it is done; then they are renamed into their places. Who comes after a crash finds either no
 * journal, and forgets what was written, or a journal, and finishes what it says.
 */
final class FileTransaction {
    private static final String JOURNAL = ".sluice.journal";
    private static final String PREFIX = ".sluice-";
    private static final String STAGED = ".new";
    private static final String UNFINISHED =
            "{" + PREFIX + "*" + STAGED + "," + WholeFile.PREFIX + "*" + WholeFile.SUFFIX + "}";

    /** Of what is written here: devices/NAME/NAME.key. */
    private static final int DEEPEST = 3;

    private final Path dir;
    private final Steps steps;
    private final List<Path> files = new ArrayList<>();

    /** Is told of each step before it is taken, so that tests can crash there. */
    interface Steps {
        Steps NONE = () -> {};

        void next();
    }

    FileTransaction(Path dir, Steps steps) {
        this.dir = dir;
        this.steps = steps;
    }

    /** Finishes, or forgets, what a crash left. To be called with the folder's lock held. */
    static void recover(Path dir) throws IOException {
        Path journal = dir.resolve(JOURNAL);
        if (Files.exists(journal)) {
            for (String line : Files.readAllLines(journal, StandardCharsets.UTF_8)) {
                Path file = dir.resolve(line).normalize();
                if (file.startsWith(dir.normalize()) && Files.exists(staged(file))) {
                    WholeFile.rename(staged(file), file);
                }
            }
            Files.delete(journal);
        }
        forget(dir);
    }

    /** Keys may be in what was being written. */
    private static void forget(Path dir) throws IOException {
        PathMatcher unfinished = dir.getFileSystem().getPathMatcher("glob:" + UNFINISHED);
        Files.walkFileTree(dir, Set.of(), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (unfinished.matches(file.getFileName()) && Files.isWritable(file.resolveSibling(""))) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                // The folder of another, such as the broker's.
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Adds a file, by its path within the folder; folders that are missing are made for their owner alone. */
    void add(String path, byte[] content, Set<PosixFilePermission> permissions) throws IOException {
        Path file = dir.resolve(path);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is a folder");
        }
        steps.next();
        WholeFile.makeFolderOf(file);
        steps.next();
        WholeFile.write(staged(file), content, permissions, file);
        files.add(file);
    }

    /** Puts all in their places. */
    void commit() throws IOException {
        if (files.isEmpty()) {
            return;
        }
        StringBuilder journal = new StringBuilder();
        for (Path file : files) {
            journal.append(dir.relativize(file)).append('\n');
        }
        steps.next();
        WholeFile.write(dir.resolve(JOURNAL), journal.toString().getBytes(StandardCharsets.UTF_8), WholeFile.PRIVATE);
        // From here on there is no way back: what fails now is finished by the next run.
        List<Path> staged = List.copyOf(files);
        files.clear();
        for (Path file : staged) {
            steps.next();
            WholeFile.rename(staged(file), file);
        }
        steps.next();
        Files.delete(dir.resolve(JOURNAL));
    }

    /** Forgets what was added and not committed. */
    void rollBack() throws IOException {
        for (Path file : files) {
            steps.next();
            Files.deleteIfExists(staged(file));
        }
    }

    private static Path staged(Path file) {
        return file.resolveSibling(PREFIX + file.getFileName() + STAGED);
    }
}
