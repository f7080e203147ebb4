/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The lines of a file that end with a line end, and nothing else: a carriage return is a part of its line. */
final class WholeLines implements AutoCloseable {
    /** No line of ours is as long. */
    private static final int LONGEST = 4 << 20;

    private final BufferedReader text;
    private boolean torn;

    WholeLines(Path file) throws IOException {
        this.text = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
    }

    /** The next one, empty at the end. */
    Optional<String> next() throws IOException {
        StringBuilder line = new StringBuilder(1024);
        for (int c = text.read(); c >= 0; c = text.read()) {
            if (c == '\n' || line.length() >= LONGEST) {
                return Optional.of(line.toString());
            }
            line.append((char) c);
        }
        torn = !line.isEmpty();
        return Optional.empty();
    }

    /** Whether something stands behind the last line end. */
    boolean isTorn() {
        return torn;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
