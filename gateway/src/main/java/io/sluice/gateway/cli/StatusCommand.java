/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the running gateway how it is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Tells whether the running gateway can serve devices, and its live sessions as JSON.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The gateway's configuration, which says where its admin endpoint is.")
    private @Nullable Path config;

    @Override
    public Integer call() throws IOException, InterruptedException {
        AdminClient gateway = AdminClient.of(config);
        HttpResponse<String> ready = gateway.get("/readyz");
        SluiceCommand.say(spec, AdminClient.text(ready));
        SluiceCommand.say(spec, AdminClient.text(gateway.get("/flows")));
        return ready.statusCode() == 200 ? ExitCode.GOOD : ExitCode.NO;
    }
}
