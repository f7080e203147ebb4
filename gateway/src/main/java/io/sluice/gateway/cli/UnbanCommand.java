/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets banned sources in again. */
@Command(
        name = "unban",
        mixinStandardHelpOptions = true,
        description = "Ends the ban of sources, or all bans. Exits with 1 when a source is not banned.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class UnbanCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private GatewayOption gateway;

    @ArgGroup(multiplicity = "1")
    private Who who;

    /** Some or all. */
    static final class Who {
        @Parameters(arity = "1..*", paramLabel = "ADDRESS", description = "An address of the source.")
        private List<String> addresses = List.of();

        @Option(names = "--all", required = true, description = "All that are banned.")
        private boolean all;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        AdminClient client = gateway.client();
        if (who.all) {
            return answer(client.delete("/bans"), "");
        }
        int code = ExitCode.GOOD;
        for (String address : who.addresses) {
            if (!NetUtil.isValidIpV4Address(address) && !NetUtil.isValidIpV6Address(address)) {
                throw new ParameterException(spec.commandLine(), "\"" + address + "\" is no IP address");
            }
            code = Math.max(code, answer(client.delete("/bans/" + address), address + ": "));
        }
        return code;
    }

    private int answer(HttpResponse<String> response, String about) {
        if (response.statusCode() == 200) {
            SluiceCommand.say(spec, AdminClient.text(response));
            return ExitCode.GOOD;
        }
        SluiceCommand.complain(spec, about + AdminClient.text(response));
        return ExitCode.NO;
    }
}
