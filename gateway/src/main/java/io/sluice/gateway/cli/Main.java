/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where the program starts. Knows nothing of picocli, which the plain start does not need: see {@link Commands}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(
                isPlainRun(args) ? run(Path.of(args[2])) : Commands.line(args).execute(args));
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

    /** The messages of the file system are nothing but a path. */
    static String words(Exception failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + " is not there";
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + " is not accessible to this user";
        }
        return String.valueOf(failure.getMessage());
    }
}
