/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.sluice.gateway.Gateway;
import io.sluice.gateway.StartFailure;
import io.sluice.gateway.config.GatewayConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the gateway until it is told to stop. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Runs the gateway in the foreground. SIGTERM and SIGINT drain and stop it, SIGHUP reloads the policy.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Override
    public Integer call() throws InterruptedException {
        return run(config.file(), spec.commandLine().getErr());
    }

    /** Runs a gateway until it is told to stop, and returns how it ended. */
    static int run(Path config, PrintWriter err) throws InterruptedException {
        Reloads reloads = Reloads.onHangUp();
        Optional<GatewayConfig> read = ConfigOption.read(config, err);
        if (read.isEmpty()) {
            return ExitCode.UNUSABLE;
        }
        try (Service service = new Service(Gateway.open(read.get()), reloads)) {
            service.runUntilStopped();
            return ExitCode.GOOD;
        } catch (StartFailure failure) {
            err.println("sluice: " + failure.getMessage());
            err.flush();
            return ExitCode.UNUSABLE;
        }
    }
}
