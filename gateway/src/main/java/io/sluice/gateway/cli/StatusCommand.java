/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the running gateway how it is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Tells whether the running gateway can serve devices, who is banned, and the live sessions.",
        footer = {
            "",
            "IN and OUT are MQTT bytes from and to the device, SENT and RECEIVED its PUBLISHes, TOPICS the distinct ones that it"
                    + " published to, DENIED the verdicts that were not allow."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private FlowChoice choice;

    @Option(names = "--json", description = "Only the live sessions, as JSON: their flow records.")
    private boolean json;

    @Option(names = "--record", description = "Writes a flow record of each live session to the flow log, now.")
    private boolean record;

    @Override
    public Integer call() throws IOException, InterruptedException {
        AdminClient client = gateway.client();
        if (record) {
            return said(client.post("/flows"));
        }
        if (json) {
            return said(client.get(choice.path("json")));
        }
        HttpResponse<String> ready = client.get("/readyz");
        if (ready.statusCode() != 200 && ready.statusCode() != 503) {
            return said(ready);
        }
        SluiceCommand.say(spec, AdminClient.text(ready));
        String bans = AdminClient.text(client.get("/bans"));
        if (!bans.equals("[]")) {
            SluiceCommand.say(spec, "banned: " + bans);
        }
        int shown = said(client.get(choice.path("table")));
        return ready.statusCode() == 200 ? shown : ExitCode.NO;
    }

    private int said(HttpResponse<String> response) {
        if (response.statusCode() == 200) {
            SluiceCommand.say(spec, AdminClient.text(response));
            return ExitCode.GOOD;
        }
        SluiceCommand.complain(spec, AdminClient.text(response));
        return response.statusCode() == 400 ? ExitCode.UNUSABLE : ExitCode.NO;
    }
}
