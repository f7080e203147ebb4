/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.sluice.certs.cli.CertsCommand;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Where the program starts. */
public final class Main {
    /** In the order that help lists them in. */
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private Main() {}

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

    public static void main(String[] args) {
        System.exit(isPlainRun(args) ? run(Path.of(args[2])) : commandLine(args).execute(args));
    }

    /** Ends the program as SIGTERM does. */
    static void end() {
        System.exit(ExitCode.GOOD);
    }

    /** {@code run -c FILE} and no more: what services start. Reading the commands' annotations would be a fifth of a start. */
    private static boolean isPlainRun(String... args) {
        return args.length == 3
                && args[0].equals("run")
                && (args[1].equals("-c") || args[1].equals("--config"))
                && !args[2].startsWith("-");
    }

    private static int run(Path config) {
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        try {
            return RunCommand.run(config, err);
        } catch (Exception failure) {
            err.println("sluice: " + words(failure));
            return ExitCode.UNUSABLE;
        }
    }

    /** The command line with all its commands. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new SluiceCommand());
        COMMANDS.values().forEach(command -> line.addSubcommand(command.get()));
        return prepared(line);
    }

    /** The command line with the command that arguments name; with all of them, where they name none. */
    static CommandLine commandLine(String... args) {
        Supplier<Object> named = COMMANDS.get(args.length > 0 ? args[0] : "");
        // Reading the annotations of all costs a tenth of a second.
        return named == null
                ? commandLine()
                : prepared(new CommandLine(new SluiceCommand()).addSubcommand(named.get()));
    }

    private static CommandLine prepared(CommandLine line) {
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
