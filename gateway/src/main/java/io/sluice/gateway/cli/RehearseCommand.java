/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What the launcher runs once, for the JVM to write down what a start needs (class data sharing, JEP 350, JEP 483). The gateway
 * is a process of its own: what a device, a broker and a certificate authority need is not to be in every gateway's memory.
 */
@Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        hidden = true,
        description = "Visits a gateway on loopback as a device, with a broker, and ends it.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class RehearseCommand implements Callable<Integer> {
    /** Writing down takes a small board minutes. */
    private static final int PATIENCE_S = 300;

    /** How a JVM ends by SIGTERM that comes before the gateway has learnt to drain. */
    private static final int TERMINATED = 128 + 15;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "An empty one, for certificates and logs.")
    private Path folder;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "What runs the gateway, behind \"--\"; FOLDER/sluice.conf is its configuration.")
    private List<String> gateway;

    @Override
    public Integer call() throws Exception {
        Rehearsal rehearsal = Rehearsal.prepare(folder);
        Process process = new ProcessBuilder(gateway).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
        if (!rehearsal.play(process::isAlive)) {
            return ExitCode.NO;
        }
        process.destroy();
        // It writes down what it has learnt when it ends.
        boolean ended = process.waitFor(PATIENCE_S, TimeUnit.SECONDS);
        return ended && (process.exitValue() == 0 || process.exitValue() == TERMINATED) ? ExitCode.GOOD : ExitCode.NO;
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
