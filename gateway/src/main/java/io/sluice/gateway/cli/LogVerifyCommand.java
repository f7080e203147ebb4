/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.sluice.gateway.log.evidence.InitialKey;
import io.sluice.gateway.log.evidence.LogVerifier;
import io.sluice.gateway.log.evidence.Verification;
import io.sluice.gateway.log.evidence.VerifyingKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies a log that is evidence. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Names the first line of a log that was changed, removed or moved, and exits with 1.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class LogVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--key", paramLabel = "FILE", description = "evidence.key, which the chain began with.")
    private Optional<Path> key;

    @Option(
            names = "--checkpoint-key",
            paramLabel = "FILE",
            description = "checkpoint.pub, or the certificate of who signs checkpoints.")
    private Optional<Path> checkpointKey;

    @Option(
            names = "--checkpoints",
            paramLabel = "FILE",
            description = "Checkpoints that were kept elsewhere, such as the log of a syslog server.")
    private Optional<Path> checkpoints;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description =
                    "The gateway's state of the chain, .NAME.chain beside the log: it knows how far the log has come.")
    private Optional<Path> state;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "The files of one log, rolled ones too, in any order.")
    private List<Path> files = List.of();

    @Override
    public Integer call() throws IOException {
        Optional<byte[]> initial = key.isPresent() ? Optional.of(InitialKey.read(key.get())) : Optional.empty();
        Optional<PublicKey> signer = checkpointKey.isPresent()
                ? Optional.of(VerifyingKeys.checkpointKey(checkpointKey.get()))
                : Optional.empty();
        LogVerifier verifier = LogVerifier.with(new VerifyingKeys(initial, signer));
        if (state.isPresent()) {
            verifier = verifier.andState(state.get());
        }
        if (checkpoints.isPresent()) {
            verifier = verifier.andCheckpoints(checkpoints.get());
        }
        Verification verification = verifier.verify(LogVerifier.inOrder(files));
        if (verification.fault().isPresent()) {
            SluiceCommand.complain(spec, verification.fault().get().toString());
            return ExitCode.NO;
        }
        verification.notes().forEach(note -> SluiceCommand.say(spec, note));
        SluiceCommand.say(spec, "good");
        return ExitCode.GOOD;
    }
}
