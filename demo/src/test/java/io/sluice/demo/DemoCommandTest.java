/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoCommandTest {
    @TempDir
    Path folder;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int demo(String... options) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(output, true));
        line.setErr(new PrintWriter(errors, true));
        return line.execute(Stream.concat(Stream.of("demo"), Stream.of(options)).toArray(String[]::new));
    }

    private static List<String> leftovers() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("sluice-demo"))
                    .toList();
        }
    }

    @Test
    void everythingPromisedIsSeenAndNothingIsLeftBehind() throws Exception {
        List<String> before = leftovers();
        Path flows = folder.resolve("flows.json");
        int exitCode = demo("--seconds", "10", "--port", "0", "--flow-log", flows.toString());
        assertThat(output.toString())
                .contains("What was shown", "Flow log: " + flows)
                .doesNotContain("MISSING");
        assertThat(exitCode).isZero();
        assertThat(Files.readString(flows))
                .contains("\"client_id\":\"bulb-7\"", "\"end_reason\":\"denied-network\"")
                .doesNotContain("secret");
        assertThat(leftovers()).isEqualTo(before);
    }

    @Test
    void aBrokerThatIsNotThereMakesTheDemoSayNo() {
        assertThat(demo(
                        "--seconds",
                        "5",
                        "--port",
                        "0",
                        "--broker",
                        "127.0.0.1:1",
                        "--flow-log",
                        folder.resolve("f.json").toString()))
                .isEqualTo(1);
        assertThat(output.toString()).contains("MISSING");
    }

    @Test
    void usageIsCheckedBeforeAnythingStarts() {
        assertThat(demo("--seconds", "1")).isEqualTo(2);
        assertThat(demo("--broker", "nowhere")).isEqualTo(2);
        assertThat(errors.toString()).contains("--seconds must be 5 or more", "--broker takes HOST:PORT");
    }
}
