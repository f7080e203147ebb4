/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A file with a secret in it, which nobody else is to read. */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private PrivateFile() {}

    /** Whether others can read or change the file. */
    public static boolean isExposed(Path path) throws IOException {
        try {
            return Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains);
        } catch (UnsupportedOperationException noOwners) {
            // A file system without owners and permissions has nothing to check.
            return false;
        }
    }

    /**
     * Reads a password: the whole file without a line end at its end.
     *
     * @param most bytes that are read
     * @throws IOException also when others can read the file, or it is empty or larger
     */
    public static byte[] password(Path path, int most) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IOException(path + " is no file");
        }
        if (isExposed(path)) {
            throw new IOException(path + " can be read or changed by others");
        }
        if (Files.size(path) > most) {
            throw new IOException(path + " is too large for a password");
        }
        byte[] password = withoutLineEnd(path);
        if (password.length == 0) {
            throw new IOException(path + " is empty");
        }
        return password;
    }

    /** What a file holds, without a line end at its end. */
    public static byte[] withoutLineEnd(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        int length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\n') {
            length--;
        }
        if (length > 0 && bytes[length - 1] == '\r') {
            length--;
        }
        return Arrays.copyOf(bytes, length);
    }

    /** What is wrong with a file that a password is to be read from, empty if nothing is. */
    public static Optional<String> problem(Path path, int most) {
        try {
            password(path, most);
            return Optional.empty();
        } catch (IOException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }
}
