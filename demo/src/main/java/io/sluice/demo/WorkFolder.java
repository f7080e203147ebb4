/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder for keys and configuration that only its owner can read, gone when the demo is. */
record WorkFolder(Path path) implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkFolder.class);

    static WorkFolder create() throws IOException {
        return new WorkFolder(Files.createTempDirectory("sluice-demo"));
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            log.warn("event=folder-not-removed path={} what=\"{}\"", path, failed.getMessage());
        }
    }
}
