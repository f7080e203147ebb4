/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes, renews, revokes and shows the certificates that devices, gateways and brokers need. */
@Command(
        name = "certs",
        mixinStandardHelpOptions = true,
        description = "A private CA: for the way between gateway and broker, and for devices that speak TLS.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CaCommand.class,
            ServerCommand.class,
            ClientCommand.class,
            SignCommand.class,
            RenewCommand.class,
            RevokeCommand.class,
            CrlCommand.class,
            ListCommand.class,
            ShowCommand.class,
            P12Command.class,
            MosquittoCommand.class,
            BundleCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
public final class CertsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: " + String.join(", ", spec.subcommands().keySet()));
    }
}
