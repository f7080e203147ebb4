/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.sluice.gateway.config.GatewayConfig;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says everything that {@code run} would refuse. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Checks a configuration, its policy, certificates and keys; prints each problem as file:line.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Override
    public Integer call() {
        Optional<GatewayConfig> read = config.read(spec);
        if (read.isEmpty()) {
            return ExitCode.UNUSABLE;
        }
        GatewayConfig good = read.get();
        SluiceCommand.say(
                spec,
                config.file() + ": good; " + good.listeners().size() + " listener(s), "
                        + good.upstream().brokers().size() + " broker(s), "
                        + good.policy().classes().size() + " client class(es)");
        if (good.upstream().tls().isEmpty()) {
            SluiceCommand.complain(
                    spec,
                    config.file() + ": note: without upstream.tls the way to the broker is plaintext;"
                            + " right for a broker on this machine only");
        }
        if (good.admin().filter(GatewayConfig.Admin::isInClear).isPresent()) {
            SluiceCommand.complain(
                    spec,
                    config.file()
                            + ": note: the admin endpoint has no TLS, and its token goes over the network as it is;"
                            + " let it be reached through a TLS proxy or SSH only");
        }
        return ExitCode.GOOD;
    }
}
