/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import io.sluice.certs.PrivateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a chain has come.
 *
 * @param id of the chain
 * @param seq of the last line, 0 before the first
 * @param head the hash of the last line
 * @param key of the next line
 */
record ChainState(String id, long seq, String head, LineKey key) {
    private static final Pattern FORM = Pattern.compile(
            "sluice-evidence 1\nid ([0-9a-f]{16})\nseq (\\d{1,13})\nhead ([0-9a-f]{64})\nkey ([0-9a-f]{128})\n");

    /** Where the state of a log's chain is kept. */
    static Path fileOf(Path log) {
        return log.resolveSibling("." + log.getFileName() + ".chain");
    }

    /**
     * Reads a state.
     *
     * @throws IOException when there is none, or others could read its key
     */
    static ChainState read(Path file) throws IOException {
        if (PrivateFile.isExposed(file)) {
            throw new IOException(file + " can be read or changed by others");
        }
        Matcher matcher = FORM.matcher(Files.readString(file));
        if (!matcher.matches()) {
            throw new IOException(file + " holds no state of a chain");
        }
        return new ChainState(
                matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3), LineKey.of(matcher.group(4)));
    }

    /** Writes the state, whole or not at all, in place of what was there; it survives a loss of power. */
    void write(Path file) throws IOException {
        String text = "sluice-evidence 1\nid " + id + "\nseq " + seq + "\nhead " + head + "\nkey " + key.text() + "\n";
        Path folder = file.toAbsolutePath().getParent();
        // For its owner alone from the first moment on.
        Path temporary = Files.createTempFile(folder, ".sluice", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
