/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines to a file that only its owner can read, rolled by size and time: {@code flows.json}, {@code flows.json.1} and so on.
 *
 * <p>Lines appear whole or not at all: what could not be written to its end is taken back, so that nothing is ever added behind
 * half a line; half a line that a killed process left is taken away when the file is opened. (Logback's appenders know neither.)
 */
public final class RollingFile implements LineSink {
    private static final Logger log = LoggerFactory.getLogger(RollingFile.class);
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final Rolling rolling;
    private final InstantSource clock;
    private Optional<FileChannel> channel = Optional.empty();
    private Optional<Object> identity = Optional.empty();
    private long period;

    /**
     * When a file is rolled.
     *
     * @param size bytes that a file does not outgrow, unless by a single write
     * @param keep rolled files that are kept
     * @param every a new one in each of these spans, counted from local midnight where it is a day or divides one
     */
    public record Rolling(int size, int keep, Optional<Duration> every) {}

    public RollingFile(Path file, Rolling rolling, InstantSource clock) {
        this.file = file;
        this.rolling = rolling;
        this.clock = clock;
    }

    public Path path() {
        return file;
    }

    @Override
    public String name() {
        return "file";
    }

    /** Opens the file and makes it end with a whole line; what is open already stays as it is. */
    public void open() throws IOException {
        if (channel.isEmpty()) {
            opened();
        }
    }

    private FileChannel opened() throws IOException {
        if (channel.isPresent()) {
            return channel.get();
        }
        boolean regular = Files.isRegularFile(file);
        if (regular) {
            TornLine.remove(file);
        }
        period = period(regular ? Files.getLastModifiedTime(file).toInstant() : clock.instant());
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            create();
        } else if (regular) {
            closeToOthers();
        }
        FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        channel = Optional.of(open);
        identity = identity();
        return open;
    }

    private void create() throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        } catch (UnsupportedOperationException noPosix) {
            // A file system without permissions has none to set; who mounts one for logs knows.
            Files.createFile(file);
        }
    }

    /** Made by somebody else's hand, perhaps for all to read: what is added is not. */
    private void closeToOthers() throws IOException {
        try {
            Files.setPosixFilePermissions(file, OWNER_ALONE);
        } catch (UnsupportedOperationException noPosix) {
            log.debug("no permissions on this file system for {}", file);
        }
    }

    @Override
    public List<Line> write(List<Line> lines) throws IOException {
        if (lines.isEmpty()) {
            reopenWhenReplaced();
            return lines;
        }
        byte[] bytes = LineBytes.of(lines);
        FileChannel open = opened();
        long size = open.size();
        if (size > 0 && (size + bytes.length > rolling.size() || period(clock.instant()) != period)) {
            roll();
            open = opened();
            size = open.size();
        }
        append(open, size, bytes);
        return lines;
    }

    private static void append(FileChannel open, long size, byte[] bytes) throws IOException {
        try {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                open.write(rest);
            }
        } catch (IOException failed) {
            try {
                open.truncate(size);
            } catch (IOException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw failed;
        }
    }

    /** Makes what was written before survive a loss of power. Waits for the disk; any thread may do that. */
    public void force() throws IOException {
        // In this order, since the file may be rolled in between.
        for (Path path : List.of(file, rolled(1))) {
            if (Files.isRegularFile(path)) {
                try (FileChannel open = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    open.force(false);
                } catch (NoSuchFileException rolledAgain) {
                    log.debug("{} was rolled meanwhile", path);
                }
            }
        }
    }

    private void roll() throws IOException {
        close();
        for (int i = rolling.keep() - 1; i >= 1; i--) {
            Path from = rolled(i);
            if (Files.exists(from)) {
                Files.move(from, rolled(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, rolled(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path rolled(int index) {
        return rolled(file, index);
    }

    /** What a file is called after so many rolls. */
    public static Path rolled(Path file, int index) {
        return file.resolveSibling(file.getFileName() + "." + index);
    }

    /** The number of the span that a moment is in. */
    private long period(Instant moment) {
        return rolling.every()
                .map(span -> Math.floorDiv(
                        moment.getEpochSecond()
                                + ZoneId.systemDefault()
                                        .getRules()
                                        .getOffset(moment)
                                        .getTotalSeconds(),
                        span.toSeconds()))
                .orElse(0L);
    }

    /** Somebody took the file away or put another in its place: what is written must not go where nobody looks. */
    private void reopenWhenReplaced() throws IOException {
        if (channel.isPresent() && !identity().equals(identity)) {
            log.warn("event=log-file-replaced file=\"{}\" by=\"somebody else\" now=\"opened again\"", file);
            close();
            opened();
        }
    }

    private Optional<Object> identity() {
        try {
            return Optional.ofNullable(Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                    .fileKey());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            if (channel.isPresent()) {
                channel.get().close();
            }
        } catch (IOException failed) {
            log.debug("{} cannot be closed", file, failed);
        }
        channel = Optional.empty();
    }
}
