/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.NameLimits;
import io.sluice.certs.NewAuthority;
import io.sluice.certs.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a CA. */
@Command(
        name = "ca",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a new CA: a root (ca.key), and an issuing CA beneath it (issuing.key) that does the daily work.",
            "ca.pem holds both certificates: give it to all who are to trust. ca.key is needed again only to renew the "
                    + "issuing CA and the root's list, so it can be kept on a stick in a drawer."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class CaCommand implements Callable<Integer> {
    /** The longest common name that X.509 allows, with room for the issuing CA's name (RFC 5280, ub-common-name). */
    private static final int LONGEST_NAME = 56;

    @Spec
    private CommandSpec spec;

    @Option(names = "--name", defaultValue = "Sluice CA", description = "Its name. Default: ${DEFAULT-VALUE}.")
    private String name;

    @Option(
            names = "--days",
            defaultValue = "3650",
            description = "How long the root is good. Default: ${DEFAULT-VALUE}.")
    private int days;

    @Option(
            names = "--issuing-days",
            defaultValue = "1825",
            description = "How long the issuing CA is good. Default: ${DEFAULT-VALUE}.")
    private int issuingDays;

    @Option(names = "--no-intermediate", description = "No issuing CA: the root issues by itself.")
    private boolean noIntermediate;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "Vouch for host names of this domain only. Default: of any.")
    private @Nullable List<String> domains;

    @Option(
            names = "--network",
            paramLabel = "CIDR",
            description = "Vouch for addresses of this range only. Default: private ones.")
    private @Nullable List<String> networks;

    @Option(
            names = "--no-constraints",
            description =
                    "Vouch for any name and address: for devices whose TLS (mbedTLS, BearSSL) knows no name constraints.")
    private boolean noConstraints;

    @Option(names = "--force", description = "Replace a CA that is there.")
    private boolean force;

    @Mixin
    private KeyOptions keys;

    @Mixin
    private FolderOption folder;

    @Override
    public Integer call() {
        return Answer.of(spec, out -> {
            if (name.isBlank() || name.length() > LONGEST_NAME) {
                throw new Refusal("--name must be of 1 to " + LONGEST_NAME + " characters");
            }
            NewAuthority authority = new NewAuthority(
                    name,
                    Typed.days("--days", days),
                    noIntermediate ? Optional.empty() : Optional.of(Typed.days("--issuing-days", issuingDays)),
                    keys.kind(),
                    limits(),
                    keys.passphrase());
            var dir = folder.open();
            authority.makeIn(dir, force);
            out.println("wrote " + dir.dir().resolve("ca.pem") + " and "
                    + dir.dir().resolve("ca.key") + (noIntermediate ? "" : ", and the issuing CA beside them"));
            return 0;
        });
    }

    private NameLimits limits() throws Refusal {
        if (noConstraints) {
            if (domains != null || networks != null) {
                throw new Refusal("--no-constraints is the opposite of --domain and --network");
            }
            return NameLimits.NONE;
        }
        return NameLimits.of(Typed.list(domains), networks == null ? NameLimits.PRIVATE_NETWORKS : networks);
    }
}
