/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the live sessions again and again. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = "Shows the live sessions of the running gateway again and again, like top(1); Ctrl-C ends it.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class TopCommand implements Callable<Integer> {
    /** Lines that fit on a screen, where nobody says how many. */
    private static final int SCREEN = 40;

    /** Home, and clear from there: less flicker than clearing first. */
    private static final String REDRAW = "\u001b[H\u001b[J";

    private static final double SHORTEST = 0.1;
    private static final double LONGEST = 3600;

    @Spec
    private CommandSpec spec;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private FlowChoice choice;

    @Option(
            names = {"-d", "--delay"},
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "Between two looks; 2 by default.")
    private double delay;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Looks, then it ends; 0 for no end.")
    private int count;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(delay >= SHORTEST && delay <= LONGEST)) {
            throw new ParameterException(
                    spec.commandLine(), "the delay is " + SHORTEST + " to " + LONGEST + " seconds");
        }
        AdminClient client = gateway.client();
        // Into a file or a pipe go looks one after another.
        String before = Ansi.AUTO.enabled() ? REDRAW : "";
        for (int look = 1; ; look++) {
            HttpResponse<String> ready = client.get("/readyz");
            HttpResponse<String> flows = client.get(choice.path("table", SCREEN));
            if (flows.statusCode() != 200) {
                SluiceCommand.complain(spec, AdminClient.text(flows));
                return flows.statusCode() == 400 ? ExitCode.UNUSABLE : ExitCode.NO;
            }
            SluiceCommand.say(spec, before + AdminClient.text(ready) + "\n\n" + AdminClient.text(flows));
            if (look == count) {
                return ExitCode.GOOD;
            }
            LockSupport.parkNanos((long) (delay * 1e9));
        }
    }
}
