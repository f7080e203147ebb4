/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the launcher runs once, for the JVM to write down what a start needs (class data sharing, JEP 350, JEP 483). */
@Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        hidden = true,
        description = "Runs a gateway on loopback, with a device and a broker of its own, for a moment.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class RehearseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "An empty one, for certificates and logs.")
    private Path folder;

    @Override
    public Integer call() throws Exception {
        Rehearsal rehearsal = Rehearsal.prepare(folder);
        Thread device = new Thread(
                () -> {
                    boolean good = rehearsal.play();
                    if (!good) {
                        // The hook that drains a gateway ends it with 0.
                        Runtime.getRuntime().halt(ExitCode.NO);
                    }
                    Main.end();
                },
                "sluice-rehearsal");
        device.setDaemon(true);
        device.start();
        return RunCommand.run(rehearsal.config(), spec.commandLine().getErr());
    }
}
