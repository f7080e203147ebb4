/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.sluice.certs.cli.CertsCommand;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The commands of the program. */
public final class Commands {
    /** In the order that help lists them in. */
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private Commands() {}

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("reload", ReloadCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("top", TopCommand::new);
        commands.put("unban", UnbanCommand::new);
        commands.put("log", LogCommand::new);
        commands.put("certs", CertsCommand::new);
        commands.put("rehearse", RehearseCommand::new);
        return Collections.unmodifiableMap(commands);
    }

    /** The command line with all its commands. */
    public static CommandLine line() {
        CommandLine line = new CommandLine(new SluiceCommand());
        COMMANDS.values().forEach(command -> line.addSubcommand(command.get()));
        return prepared(line);
    }

    /** The command line with the command that arguments name; with all of them, where they name none. */
    static CommandLine line(String... args) {
        Supplier<Object> named = COMMANDS.get(args.length > 0 ? args[0] : "");
        // Reading the annotations of all costs a tenth of a second.
        return named == null ? line() : prepared(new CommandLine(new SluiceCommand()).addSubcommand(named.get()));
    }

    private static CommandLine prepared(CommandLine line) {
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            PrintWriter err = command.getErr();
            err.println("sluice: " + Main.words(failure));
            err.flush();
            return ExitCode.UNUSABLE;
        });
        return line;
    }
}
