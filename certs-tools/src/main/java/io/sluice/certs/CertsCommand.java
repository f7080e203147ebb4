/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the certificates that a gateway and its broker need. */
@Command(
        name = "certs",
        mixinStandardHelpOptions = true,
        description = "A private CA for the way between gateway and broker.",
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
public final class CertsCommand implements Runnable {
    private static final int UNUSABLE = 2;
    private static final int LONGEST_VALIDITY = 36_500;
    /** The longest common name that X.509 allows (RFC 5280, ub-common-name). */
    private static final int LONGEST_NAME = 64;

    private final InstantSource clock = InstantSource.system();

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: ca, server, client or show");
    }

    @Command(name = "ca", mixinStandardHelpOptions = true, description = "Makes a new CA: ca.pem and ca.key.")
    int ca(
            @Option(names = "--name", defaultValue = "Sluice CA", description = "Its name. Default: ${DEFAULT-VALUE}.")
                    String name,
            @Option(names = "--days", defaultValue = "3650", description = "Default: ${DEFAULT-VALUE}.") int days,
            @Option(names = "--dir", defaultValue = ".", description = "The folder. Default: the current one.")
                    Path dir,
            @Option(names = "--force", description = "Replace files that are there.") boolean force) {
        return make(() -> {
            CertsFolder.Target files = new CertsFolder(dir, force).ca();
            if (name.isBlank() || name.length() > LONGEST_NAME) {
                throw new Refusal("--name must be of 1 to " + LONGEST_NAME + " characters");
            }
            files.write(CertificateAuthority.create(name, validity(days)).identity());
            return files;
        });
    }

    @Command(
            name = "server",
            mixinStandardHelpOptions = true,
            description = "Makes the certificate of a broker, or of a gateway that devices reach over TLS.")
    int server(
            @Parameters(paramLabel = "NAME", description = "Its name; also the name of its files.") String name,
            @Option(names = "--dns", paramLabel = "HOST", description = "A name that clients dial. Default: NAME.")
                    @Nullable
                    List<String> dns,
            @Option(names = "--ip", paramLabel = "IP", description = "An address that clients dial.") @Nullable
                    List<String> ip,
            @Option(names = "--days", defaultValue = "397", description = "Default: ${DEFAULT-VALUE}.") int days,
            @Option(names = "--dir", defaultValue = ".", description = "The folder. Default: the current one.")
                    Path dir,
            @Option(names = "--force", description = "Replace files that are there.") boolean force) {
        return make(() -> {
            CertsFolder folder = new CertsFolder(dir, force);
            CertsFolder.Target files = folder.of(name);
            ServerNames names = ServerNames.of(name, given(dns), given(ip));
            Validity validity = validity(days);
            files.write(folder.authority(validity, clock).issueServer(name, names.dns(), names.addresses(), validity));
            return files;
        });
    }

    @Command(
            name = "client",
            mixinStandardHelpOptions = true,
            description = "Makes the certificate of a client: a device, or the gateway towards its broker.")
    int client(
            @Parameters(paramLabel = "NAME", description = "Its name; also the name of its files.") String name,
            @Option(names = "--days", defaultValue = "397", description = "Default: ${DEFAULT-VALUE}.") int days,
            @Option(names = "--dir", defaultValue = ".", description = "The folder. Default: the current one.")
                    Path dir,
            @Option(names = "--force", description = "Replace files that are there.") boolean force) {
        return make(() -> {
            CertsFolder folder = new CertsFolder(dir, force);
            CertsFolder.Target files = folder.of(name);
            Validity validity = validity(days);
            files.write(folder.authority(validity, clock).issueClient(name, validity));
            return files;
        });
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = {
                "Says what a person wants to know of certificates, and what will break with them and when.",
                "Exits with 1 when something is wrong, or will be within 30 days."
            })
    int show(
            @Parameters(paramLabel = "FILE|HOST:PORT", description = "PEM, DER, PKCS#12, or a server that speaks TLS.")
                    String what,
            @Option(names = "--password-file", paramLabel = "FILE", description = "The password of a PKCS#12 file.")
                    @Nullable
                    Path passwordFile) {
        try {
            boolean good = true;
            String separator = "";
            for (X509Certificate certificate : CertificateSource.read(what, Optional.ofNullable(passwordFile))) {
                CertificateReport report = new CertificateReport(certificate, clock.instant());
                var out = spec.commandLine().getOut();
                out.print(separator);
                report.lines().forEach(out::println);
                out.flush();
                separator = System.lineSeparator();
                good &= report.problems().isEmpty();
            }
            return good ? 0 : 1;
        } catch (Refusal | CertificateParsingException refused) {
            return refuse(refused);
        }
    }

    private int refuse(Exception refused) {
        var err = spec.commandLine().getErr();
        err.println("sluice: " + refused.getMessage());
        err.flush();
        return UNUSABLE;
    }

    /** What a subcommand does once it is understood. */
    private interface Making {
        CertsFolder.Target make() throws Refusal, GeneralSecurityException;
    }

    private int make(Making making) {
        try {
            CertsFolder.Target files = making.make();
            var out = spec.commandLine().getOut();
            out.println("wrote " + files.certificate() + " and " + files.key());
            out.flush();
            return 0;
        } catch (Refusal | GeneralSecurityException refused) {
            return refuse(refused);
        }
    }

    private Validity validity(int days) throws Refusal {
        if (days < 1 || days > LONGEST_VALIDITY) {
            throw new Refusal("--days must be from 1 to " + LONGEST_VALIDITY);
        }
        return Validity.days(days, clock);
    }

    private static List<String> given(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }
}
