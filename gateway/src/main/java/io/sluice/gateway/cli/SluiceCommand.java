/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a command. */
@Command(
        name = "sluice",
        mixinStandardHelpOptions = true,
        versionProvider = SluiceCommand.Version.class,
        description = "A gate between things and their MQTT broker: plaintext in, policed MQTT over mutual TLS out.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Exit codes: 0 good, 1 the answer is no, 2 usage or configuration is wrong."})
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
public final class SluiceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: one of the commands below");
    }

    /** Says which version this is. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(
                            SluiceCommand.class.getPackage().getImplementationVersion())
                    .orElse("development");
            return new String[] {"sluice " + version + " on Java " + Runtime.version()};
        }
    }

    /** Prints a text and a line end to the command's standard output. */
    static void say(CommandSpec spec, String text) {
        CommandLine line = spec.commandLine();
        line.getOut().println(text);
        line.getOut().flush();
    }

    /** Prints a text and a line end to the command's standard error. */
    static void complain(CommandSpec spec, String text) {
        CommandLine line = spec.commandLine();
        line.getErr().println(text);
        line.getErr().flush();
    }
}
