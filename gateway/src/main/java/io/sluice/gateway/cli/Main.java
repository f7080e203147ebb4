/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.sluice.certs.cli.CertsCommand;
import java.io.PrintWriter;
import picocli.CommandLine;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line with all its commands. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new SluiceCommand())
                .addSubcommand(new RunCommand())
                .addSubcommand(new CheckCommand())
                .addSubcommand(new ExplainCommand())
                .addSubcommand(new ReloadCommand())
                .addSubcommand(new StatusCommand())
                .addSubcommand(new TopCommand())
                .addSubcommand(new UnbanCommand())
                .addSubcommand(new LogCommand())
                .addSubcommand(new CertsCommand());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            PrintWriter err = command.getErr();
            err.println("sluice: " + failure.getMessage());
            err.flush();
            return ExitCode.UNUSABLE;
        });
        return line;
    }
}
