/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.Refusal;
import io.sluice.certs.Renewal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Renews. */
@Command(
        name = "renew",
        mixinStandardHelpOptions = true,
        description = {
            "Renews what ends soon, for the same names and as long as before; a timer can run it every day.",
            "Files are replaced in place: a gateway sees it by itself, a Mosquitto on SIGHUP or at its next start. What was "
                    + "renewed is good until its end still, unless it is revoked."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class RenewCommand implements Callable<Integer> {
    private static final int LONGEST_WINDOW = 36_500;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description =
                    "Renew these, whenever they end; \"issuing\" is the issuing CA. Default: all that end within --within.")
    private @Nullable List<String> names;

    @Option(
            names = "--within",
            paramLabel = "DAYS",
            defaultValue = "30",
            description = "Renew what ends within so many days. Default: ${DEFAULT-VALUE}.")
    private int within;

    @Option(names = "--days", description = "How long the new ones are good. Default: as long as the old ones were.")
    private @Nullable Integer days;

    @Option(names = "--keep-key", description = "Keep the keys. Default: new ones.")
    private boolean keepKey;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Holds the passphrase of the keys, where they are encrypted.")
    private @Nullable Path passphraseFile;

    @Mixin
    private FolderOption folder;

    @Override
    public Integer call() {
        return Answer.of(spec, out -> {
            if (within < 0 || within > LONGEST_WINDOW) {
                throw new Refusal("--within must be from 0 to " + LONGEST_WINDOW);
            }
            Renewal renewal = new Renewal(
                    Duration.ofDays(within),
                    Typed.days("--days", days),
                    keepKey,
                    Passphrases.read(Optional.ofNullable(passphraseFile)));
            List<Renewal.Renewed> renewed = renewal.in(folder.open(), new LinkedHashSet<>(Typed.list(names)));
            for (Renewal.Renewed one : renewed) {
                out.println("renewed " + one.certificate() + (one.newKey() ? " with a new key" : "") + ", good until "
                        + one.until());
            }
            if (renewed.isEmpty()) {
                out.println("nothing ends within " + within + " days");
            }
            return 0;
        });
    }
}
