/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with logs that are evidence. */
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        description = "Makes the keys of logs that are evidence, and verifies such logs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LogVerifyCommand.class, LogKeysCommand.class})
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class LogCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: verify or keys");
    }
}
