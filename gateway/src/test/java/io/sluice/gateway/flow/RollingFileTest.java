/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollingFileTest {
    private static final int ROLL = 64 * 1024;

    @TempDir
    private Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void fill(RollingFile file, int lines) {
        for (int i = 0; i < lines; i++) {
            file.write("%06d".formatted(i) + "x".repeat(1017));
            file.flush();
        }
    }

    @Test
    void whatIsFlushedIsInTheFile() throws Exception {
        Path path = folder.resolve("flows.json");
        try (RollingFile file = new RollingFile(path, ROLL, 3)) {
            file.write("{\"a\":\"°\"}");
            file.write("{}");
            file.flush();
            assertThat(path).hasContent("{\"a\":\"°\"}\n{}\n");
        }
    }

    @Test
    void aFileThatIsThereIsContinued() throws Exception {
        Path path = folder.resolve("flows.json");
        Files.writeString(path, "{}\n");
        try (RollingFile file = new RollingFile(path, ROLL, 3)) {
            file.write("[]");
        }
        assertThat(path).hasContent("{}\n[]\n");
    }

    @Test
    void onlyTheOwnerReadsIt() throws Exception {
        try (RollingFile file = new RollingFile(folder.resolve("flows.json"), ROLL, 2)) {
            fill(file, 200);
        }
        for (String name : names()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void noLineIsLostOrBrokenByARoll() throws Exception {
        int lines = 64 * 5;
        try (RollingFile file = new RollingFile(folder.resolve("flows.json"), ROLL, 10)) {
            fill(file, lines);
        }
        long found = 0;
        for (String name : names()) {
            List<String> read = Files.readAllLines(folder.resolve(name));
            assertThat(read).as(name).allMatch(line -> line.length() == 1023);
            found += read.size();
        }
        assertThat(found).isEqualTo(lines);
    }

    @Test
    void itIsRolledBySizeAndAsManyAreKeptAsWereAskedFor() throws Exception {
        try (RollingFile file = new RollingFile(folder.resolve("flows.json"), ROLL, 30)) {
            fill(file, 64 * 40);
        }
        assertThat(names()).hasSize(31).contains("flows.json", "flows.json.1", "flows.json.30");
        for (String name : names()) {
            assertThat(Files.size(folder.resolve(name))).as(name).isLessThanOrEqualTo(ROLL + 2048);
        }
    }

    @Test
    void aFileThatCannotBeOpenedStopsNothing() throws Exception {
        Path taken = Files.createDirectory(folder.resolve("flows.json"));
        try (RollingFile file = new RollingFile(taken, ROLL, 2)) {
            file.write("{}");
            file.flush();
        }
        assertThat(taken).isEmptyDirectory();
    }

    @Test
    void aFileThatOthersCouldReadIsClosedToThem() throws Exception {
        Path path = folder.resolve("flows.json");
        Files.writeString(path, "{}\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        try (RollingFile file = new RollingFile(path, ROLL, 3)) {
            file.write("[]");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }
}
