/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollingFileTest {
    private static final int ROLL = 64 * 1024;

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private RollingFile rolling(Path file, int keep) {
        return new RollingFile(file, new RollingFile.Rolling(ROLL, keep, Optional.empty()), () -> now);
    }

    private static void write(RollingFile file, String... lines) throws IOException {
        file.write(Stream.of(lines)
                .map(text -> new Line(Severity.NOTICE, "test", text))
                .toList());
    }

    private static void fill(RollingFile file, int lines) throws IOException {
        for (int i = 0; i < lines; i++) {
            write(file, "%06d".formatted(i) + "x".repeat(1017));
        }
    }

    @Test
    void whatIsFlushedIsInTheFile() throws Exception {
        Path path = folder.resolve("flows.json");
        try (RollingFile file = rolling(path, 3)) {
            write(file, "{\"a\":\"°\"}");
            write(file, "{}");
            assertThat(path).hasContent("{\"a\":\"°\"}\n{}\n");
        }
    }

    @Test
    void aFileThatIsThereIsContinued() throws Exception {
        Path path = folder.resolve("flows.json");
        Files.writeString(path, "{}\n");
        try (RollingFile file = rolling(path, 3)) {
            write(file, "[]");
        }
        assertThat(path).hasContent("{}\n[]\n");
    }

    @Test
    void onlyTheOwnerReadsIt() throws Exception {
        try (RollingFile file = rolling(folder.resolve("flows.json"), 2)) {
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
        try (RollingFile file = rolling(folder.resolve("flows.json"), 10)) {
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
        try (RollingFile file = rolling(folder.resolve("flows.json"), 30)) {
            fill(file, 64 * 40);
        }
        assertThat(names()).hasSize(31).contains("flows.json", "flows.json.1", "flows.json.30");
        for (String name : names()) {
            assertThat(Files.size(folder.resolve(name))).as(name).isLessThanOrEqualTo(ROLL + 2048);
        }
    }

    @Test
    void aFileThatCannotBeOpenedIsLeftAsItIs() throws Exception {
        Path taken = Files.createDirectory(folder.resolve("flows.json"));
        try (RollingFile file = rolling(taken, 2)) {
            assertThatThrownBy(() -> write(file, "{}")).isInstanceOf(IOException.class);
        }
        assertThat(taken).isEmptyDirectory();
    }

    @Test
    void aFileThatOthersCouldReadIsClosedToThem() throws Exception {
        Path path = folder.resolve("flows.json");
        Files.writeString(path, "{}\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        try (RollingFile file = rolling(path, 3)) {
            write(file, "[]");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void halfALineOfAKilledProcessIsTakenAway() throws Exception {
        Path path = folder.resolve("flows.json");
        Files.writeString(path, "{}\n{\"a\":\"" + "x".repeat(20_000));
        try (RollingFile file = rolling(path, 3)) {
            write(file, "[]");
        }
        assertThat(path).hasContent("{}\n[]\n");
    }

    @Test
    void aDiskWithoutRoomIsToldAndWithRoomTheFileGoesOn() throws Exception {
        Path path = folder.resolve("flows.json");
        Files.createSymbolicLink(path, Path.of("/dev/full"));
        try (RollingFile file = rolling(path, 3)) {
            assertThatThrownBy(() -> write(file, "{}")).hasMessageContaining("No space left");
            Files.delete(path);
            file.write(List.of());
            write(file, "[]");
        }
        assertThat(path).hasContent("[]\n");
    }

    @Test
    void aFileThatSomebodyTookAwayIsMadeAnew() throws Exception {
        Path path = folder.resolve("flows.json");
        try (RollingFile file = rolling(path, 3)) {
            write(file, "{}");
            Files.move(path, folder.resolve("taken"));
            file.write(List.of());
            write(file, "[]");
        }
        assertThat(path).hasContent("[]\n");
    }

    @Test
    void itIsRolledByTimeToo() throws Exception {
        Path path = folder.resolve("flows.json");
        RollingFile.Rolling daily = new RollingFile.Rolling(ROLL, 3, Optional.of(Duration.ofDays(1)));
        try (RollingFile file = new RollingFile(path, daily, () -> now)) {
            write(file, "{}");
            write(file, "{}");
            now = now.plus(Duration.ofDays(1));
            write(file, "[]");
        }
        assertThat(path).hasContent("[]\n");
        assertThat(folder.resolve("flows.json.1")).hasContent("{}\n{}\n");
    }

    @Test
    void aFileOfYesterdayIsRolledWhenItIsGoneOnWith() throws Exception {
        Path path = folder.resolve("flows.json");
        Files.writeString(path, "{}\n");
        Files.setLastModifiedTime(path, FileTime.from(now.minus(Duration.ofDays(1))));
        RollingFile.Rolling daily = new RollingFile.Rolling(ROLL, 3, Optional.of(Duration.ofDays(1)));
        try (RollingFile file = new RollingFile(path, daily, () -> now)) {
            write(file, "[]");
        }
        assertThat(path).hasContent("[]\n");
    }
}
