/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.sluice.gateway.config.ConfigReader;
import io.sluice.gateway.config.GatewayConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option that names a configuration, and the reading of it. */
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            required = true,
            description = "The configuration.")
    private Path file;

    Path file() {
        return file;
    }

    /** Reads the configuration; where it is wrong, prints every problem and returns nothing. */
    Optional<GatewayConfig> read(CommandSpec spec) {
        return read(file, spec.commandLine().getErr());
    }

    /** Reads a configuration; where it is wrong, prints every problem and returns nothing. */
    static Optional<GatewayConfig> read(Path file, PrintWriter err) {
        ConfigReader.Result result = ConfigReader.read(file);
        if (result instanceof ConfigReader.Result.Good good) {
            return Optional.of(good.config());
        }
        ((ConfigReader.Result.Bad) result).problems().forEach(err::println);
        err.flush();
        return Optional.empty();
    }
}
