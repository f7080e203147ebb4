/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes files that appear whole or not at all, whatever happens to the machine meanwhile. */
final class WholeFile {
    /** What the names of files begin and end with that are not whole yet. */
    static final String PREFIX = ".sluice";

    static final String SUFFIX = ".tmp";

    /** What is no secret. */
    static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    /** What only its owner may read. */
    static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    /** What a secret may have at most. */
    private static final Set<PosixFilePermission> NARROW = PosixFilePermissions.fromString("rw-r-----");

    private WholeFile() {}

    static void write(Path file, byte[] content, Set<PosixFilePermission> permissions) throws IOException {
        write(file, content, permissions, file);
    }

    /**
     * Writes a file that is to stand in the place of another.
     *
     * @param successorOf whose owner and group it gets, and whose permissions if those are the narrower ones: a service that
     *     could read the one before can read this one; nothing where there is no such file
     */
    static void write(Path file, byte[] content, Set<PosixFilePermission> permissions, Path successorOf)
            throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(folder, PREFIX, SUFFIX);
        try {
            // createTempFile made it readable by its owner alone; it is opened up, if at all, after it is complete.
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                // Or the new name could outlive a loss of power, and the content not.
                channel.force(true);
            }
            if (Files.isRegularFile(successorOf, LinkOption.NOFOLLOW_LINKS)) {
                succeed(successorOf, temporary, permissions);
            } else {
                Files.setPosixFilePermissions(temporary, permissions);
            }
            rename(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void succeed(Path before, Path after, Set<PosixFilePermission> permissions) throws IOException {
        PosixFileAttributes was = Files.readAttributes(before, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributeView is = Files.getFileAttributeView(after, PosixFileAttributeView.class);
        PosixFileAttributes made = is.readAttributes();
        try {
            if (!made.owner().equals(was.owner())) {
                is.setOwner(was.owner());
            }
            if (!made.group().equals(was.group())) {
                is.setGroup(was.group());
            }
        } catch (FileSystemException notOurs) {
            throw new FileSystemException(
                    before.toString(),
                    null,
                    before + " belongs to " + was.owner() + ":" + was.group()
                            + ", which only root can give to a new file");
        }
        // A service may read its key by its group.
        boolean narrow = NARROW.containsAll(was.permissions());
        is.setPermissions(permissions.equals(PRIVATE) && narrow ? was.permissions() : permissions);
    }

    /** Makes the folder of a file, so that only its owner may enter it, unless it is there. */
    static void makeFolderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** Gives a whole file another name, in place of what had it; the change outlives a loss of power. */
    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(to.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
