/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a JVM of Sluice: its sizes, and the archive that it starts from. */
class LauncherIT {
    private static final Path GATEWAY = Path.of("../gateway").toAbsolutePath().normalize();
    private static final Path JAR = GATEWAY.resolve("target/sluice.jar");

    /** Where archives are told to be; the launcher adds the version of Java. */
    private static final String ARCHIVE = "rehearsed";

    private static final String FROM_THE_ARCHIVE = "io.sluice.gateway.cli.Main source: shared objects file";

    private static final String MAKER = "64-Bit Server VM (";

    @TempDir
    static Path rehearsed;

    @TempDir
    Path folder;

    private record Outcome(int exitCode, String output, String errors) {}

    @BeforeAll
    static void rehearse() throws Exception {
        Outcome rehearsal = finish(launcher(rehearsed, JAR, Map.of("SLUICE_REHEARSE", "only")));
        assertThat(rehearsal.exitCode()).as(rehearsal.errors()).isZero();
        assertThat(rehearsal.output() + rehearsal.errors()).isEmpty();
    }

    private static ProcessBuilder launcher(
            Path archives, Path jar, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                GATEWAY.resolve("src/main/launcher/sluice-jvm").toString(),
                archives.resolve(ARCHIVE).toString(),
                "io.sluice.gateway.cli.Main",
                jar.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static Outcome finish(ProcessBuilder builder) throws IOException, InterruptedException {
        Path errors = Files.createTempFile(rehearsed, "errors", "");
        Process process = builder.redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output, Files.readString(errors));
    }

    /** A start that only says its version, and where its classes are from. */
    private static Outcome start(Path archives, Path jar, Map<String, String> environment)
            throws IOException, InterruptedException {
        Map<String, String> asked = new HashMap<>(environment);
        asked.putIfAbsent("SLUICE_JAVA_OPTS", "-Xlog:class+load");
        return finish(launcher(archives, jar, asked, "--version"));
    }

    private static void assertThatItJustStarts(Outcome start) {
        assertThat(start.exitCode()).as(start.errors()).isZero();
        assertThat(start.errors()).isEmpty();
        assertThat(start.output()).contains("sluice 0.1.0").doesNotContain(FROM_THE_ARCHIVE, "[warning]", "[error]");
    }

    @ParameterizedTest
    @CsvSource({"small, 64, 5", "medium, 192, 5", "large, 512, 16"})
    void eachSizeHasItsHeap(String size, long heap, long young) throws Exception {
        Outcome start = start(folder, JAR, Map.of("SLUICE_SIZE", size, "SLUICE_JAVA_OPTS", "-XX:+PrintFlagsFinal"));
        assertThat(start.output())
                .containsPattern(" MaxHeapSize +:?= " + heap * 1024 * 1024 + " ")
                .containsPattern(" MaxNewSize +:?= " + young * 1024 * 1024 + " ")
                .containsPattern(" UseSerialGC +:?= true ")
                .containsPattern(" TrimNativeHeapInterval +:?= 10000 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.0.8", "17.0.8.1", "20.0.2", "21"})
    void aJavaThatCannotGiveBackNativeMemoryIsNotAskedTo(String version) throws Exception {
        Path old = javaThatSays(version);
        Outcome start = finish(launcher(folder, JAR, Map.of("JAVA_HOME", old.toString()), "--version"));
        assertThat(start.output()).contains("-XX:+UseSerialGC").doesNotContain("TrimNativeHeapInterval");
    }

    /** A Java that says what it was started with. */
    private Path javaThatSays(String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve("java"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path program = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(program, "#!/bin/sh\necho \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return home;
    }

    @Test
    void theSizeIsMediumUnlessSaidOtherwise() throws Exception {
        assertThat(start(folder, JAR, Map.of("SLUICE_JAVA_OPTS", "-XX:+PrintFlagsFinal"))
                        .output())
                .containsPattern(" MaxHeapSize +:?= 201326592 ");
    }

    @Test
    void aSizeThatThereIsNotIsRefusedWithTheOnesThatThereAre() throws Exception {
        Outcome start = start(folder, JAR, Map.of("SLUICE_SIZE", "tiny"));
        assertThat(start.exitCode()).isEqualTo(2);
        assertThat(start.output()).isEmpty();
        assertThat(start.errors())
                .startsWith("sluice: SLUICE_SIZE is \"tiny\"; write small")
                .contains("medium", "large");
    }

    @Test
    void optionsOfTheOperatorHaveTheLastWord() throws Exception {
        Outcome start =
                start(rehearsed, JAR, Map.of("SLUICE_JAVA_OPTS", "-Xmx96m -XX:+UseParallelGC -XX:+PrintFlagsFinal"));
        assertThat(start.exitCode()).as(start.errors()).isZero();
        assertThat(start.output())
                .containsPattern(" MaxHeapSize +:?= 100663296 ")
                .containsPattern(" UseParallelGC +:?= true ");
        assertThat(start(rehearsed, JAR, Map.of("SLUICE_JAVA_OPTS", "-Xshare:off -Xlog:class+load"))
                        .exitCode())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "-Xmx96m, MaxHeapSize, 100663296",
        "-XX:MaxNewSize=8m, MaxNewSize, 8388608",
        "-Xmn7m, MaxNewSize, 7340032",
        "-XX:NewRatio=1, NewRatio, 1",
        "-XX:+UseParallelGC, UseParallelGC, true"
    })
    void whoeverSaysHowBigTheHeapIsGetsNoYoungGenerationFromItsSize(String option, String flag, String value)
            throws Exception {
        Outcome start = start(folder, JAR, Map.of("SLUICE_JAVA_OPTS", option + " -XX:+PrintFlagsFinal"));
        assertThat(start.exitCode()).as(start.errors()).isZero();
        assertThat(start.output())
                .containsPattern(" " + flag + " +:?= " + value + " ")
                .doesNotContainPattern(" MaxNewSize +:?= " + 5 * 1024 * 1024 + " ");
    }

    @Test
    void aStartTakesItsClassesFromTheRehearsal() throws Exception {
        Outcome start = start(rehearsed, JAR, Map.of());
        assertThat(start.exitCode()).isZero();
        assertThat(start.errors()).isEmpty();
        assertThat(start.output()).contains(FROM_THE_ARCHIVE, "sluice 0.1.0");
    }

    @Test
    void aRehearsalOfAnotherJarIsIgnored() throws Exception {
        Path other = Files.copy(JAR, folder.resolve("other.jar"));
        assertThatItJustStarts(start(rehearsed, other, Map.of()));
    }

    @Test
    void aRehearsalOfAnotherJavaOrWithoutContentIsIgnored() throws Exception {
        Path archive;
        try (Stream<Path> files = Files.list(rehearsed)) {
            archive = files.filter(file -> file.toString().endsWith(".jsa"))
                    .findFirst()
                    .orElseThrow();
        }
        Path broken = folder.resolve(archive.getFileName());
        byte[] bytes = Files.readAllBytes(archive);
        // Which JVM made it stands in its head.
        int maker = new String(bytes, 0, 4096, StandardCharsets.ISO_8859_1).indexOf(MAKER);
        assertThat(maker).isPositive();
        bytes[maker + MAKER.length()] ^= 1;
        Files.write(broken, bytes);
        assertThatItJustStarts(start(folder, JAR, Map.of()));
        Files.writeString(broken, "no archive\n");
        assertThatItJustStarts(start(folder, JAR, Map.of()));
        Files.writeString(broken, "");
        assertThatItJustStarts(start(folder, JAR, Map.of()));
    }

    @Test
    void whereARehearsalIsMissingItIsHeldOnceForEachJava() throws Exception {
        Map<String, String> missing = Map.of("SLUICE_REHEARSE", "missing");
        Outcome first = start(folder, JAR, missing);
        assertThat(first.errors()).contains("rehearsing a start").doesNotContain("failed");
        assertThat(first.output()).contains(FROM_THE_ARCHIVE);
        assertThat(start(folder, JAR, missing).errors()).isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toList()))
                    .containsExactly(ARCHIVE + "-" + System.getProperty("java.version") + ".jsa");
        }
    }

    @Test
    void aTreeThatIsReadOnlyStartsWithoutARehearsal() throws Exception {
        ProcessBuilder builder = launcher(
                folder, JAR, Map.of("SLUICE_REHEARSE", "missing", "SLUICE_JAVA_OPTS", "-Xlog:class+load"), "--version");
        String readOnly =
                "mount --bind " + folder + " " + folder + " && mount -o remount,ro,bind " + folder + " && exec \"$@\"";
        builder.command().addAll(0, List.of(Peers.require("unshare").toString(), "-m", "sh", "-c", readOnly, "sh"));
        assertThatItJustStarts(finish(builder));
    }
}
