/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Programs of others that tests talk to. One that is missing skips its test, and fails it where CI=true. */
final class Peers {
    private Peers() {}

    static Path require(String program) {
        Optional<Path> found = Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
        return require(found, program);
    }

    static Path toxiproxy() {
        Optional<Path> found = Optional.ofNullable(System.getenv("SLUICE_TOXIPROXY"))
                .map(Path::of)
                .or(() -> Optional.of(Path.of("target/tools/toxiproxy-server")))
                .filter(Files::isExecutable);
        return require(found, "toxiproxy-server");
    }

    /** A library of others that ./verify put below target/tools. */
    static Path library(String folder) {
        Path tools = Path.of("target/tools", folder).toAbsolutePath();
        return require(Optional.of(tools).filter(Files::isDirectory), folder);
    }

    private static Path require(Optional<Path> found, String program) {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(found).as("with CI=true %s must be here", program).isPresent();
        }
        assumeTrue(found.isPresent(), () -> program + " is not installed; ./verify installs it where it may");
        return found.orElseThrow();
    }
}
