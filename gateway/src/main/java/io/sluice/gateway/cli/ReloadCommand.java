/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks the running gateway to read its configuration again. */
@Command(
        name = "reload",
        mixinStandardHelpOptions = true,
        description =
                "Makes the running gateway read its policy, network rules and limits again; all of it or nothing.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class ReloadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private GatewayOption gateway;

    @Override
    public Integer call() throws IOException, InterruptedException {
        HttpResponse<String> response = gateway.client().post("/reload");
        if (response.statusCode() == 200) {
            SluiceCommand.say(spec, AdminClient.text(response));
            return ExitCode.GOOD;
        }
        SluiceCommand.complain(spec, AdminClient.text(response));
        return ExitCode.NO;
    }
}
