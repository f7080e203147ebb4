/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.sluice.certs.cli.CertsCommand;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
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
            err.println("sluice: " + words(failure));
            err.flush();
            return ExitCode.UNUSABLE;
        });
        return line;
    }

    /** The messages of the file system are nothing but a path. */
    private static String words(Exception failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + " is not there";
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + " is not accessible to this user";
        }
        return String.valueOf(failure.getMessage());
    }
}
