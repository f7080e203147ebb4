/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.Revocations;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the list of what is revoked. */
@Command(
        name = "crl",
        mixinStandardHelpOptions = true,
        description = "Writes crl.pem anew, before the one that is there ends: without a list in date, nobody gets in.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class CrlCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

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
            var dir = folder.open();
            var end = new Revocations(dir).list(Typed.days("--days", days));
            out.println("wrote " + dir.dir().resolve("crl.pem") + ", good until " + end);
            return 0;
        });
    }
}
