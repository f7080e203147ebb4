/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.IndexEntry;
import io.sluice.certs.Refusal;
import io.sluice.certs.RevocationReason;
import io.sluice.certs.Revocations;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes certificates back. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = {
            "Takes certificates back, and writes crl.pem anew: give it to all who check.",
            "A gateway whose \"crl\" names that file sees it by itself."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class RevokeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME|SERIAL|FILE",
            description = "All certificates of a name, or one by its serial number or its file.")
    private String what;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            defaultValue = "unspecified",
            description =
                    "keyCompromise, superseded, cessationOfOperation, affiliationChanged, CACompromise or unspecified.")
    private String reason;

    @Option(
            names = "--days",
            defaultValue = "" + Revocations.DAYS,
            description = "How long the list is good. Default: ${DEFAULT-VALUE}.")
    private int days;

    @Mixin
    private FolderOption folder;

    @Override
    public Integer call() {
        return Answer.of(spec, out -> {
            RevocationReason why = RevocationReason.of(reason).orElseThrow(RevokeCommand::unknownReason);
            var dir = folder.open();
            Revocations.Revoked revoked = new Revocations(dir).revoke(what, why, Typed.days("--days", days));
            for (IndexEntry entry : revoked.entries()) {
                out.println(
                        "revoked " + entry.file() + ", serial " + entry.serial().toString(16));
            }
            out.println("wrote " + dir.dir().resolve("crl.pem") + ", good until " + revoked.listEnds());
            return 0;
        });
    }

    private static Refusal unknownReason() {
        return new Refusal("--reason must be one of "
                + Arrays.stream(RevocationReason.values())
                        .map(RevocationReason::toString)
                        .collect(Collectors.joining(", ")));
    }
}
