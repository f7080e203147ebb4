/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.sluice.gateway.log.evidence.NewKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes keys. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = {
            "Makes evidence.key, which chains begin with, and checkpoint.key with checkpoint.pub, which sign checkpoints.",
            "Keep evidence.key elsewhere once the gateway has begun its logs; verifying wants it."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class LogKeysCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--dir", paramLabel = "FOLDER", defaultValue = ".", description = "Where they go; default: here.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        for (Path made : NewKeys.make(folder)) {
            SluiceCommand.say(spec, made.toString());
        }
        return ExitCode.GOOD;
    }
}
