/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks the running gateway how it is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Tells whether the running gateway can serve devices, who is banned, and the live sessions as JSON.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private GatewayOption gateway;

    @Override
    public Integer call() throws IOException, InterruptedException {
        AdminClient client = gateway.client();
        HttpResponse<String> ready = client.get("/readyz");
        SluiceCommand.say(spec, AdminClient.text(ready));
        String bans = AdminClient.text(client.get("/bans"));
        if (!bans.equals("[]")) {
            SluiceCommand.say(spec, "banned: " + bans);
        }
        SluiceCommand.say(spec, AdminClient.text(client.get("/flows")));
        return ready.statusCode() == 200 ? ExitCode.GOOD : ExitCode.NO;
    }
}
