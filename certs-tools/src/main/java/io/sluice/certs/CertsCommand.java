/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
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
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to make: ca, server or client");
    }

    @Command(name = "ca", mixinStandardHelpOptions = true, description = "Makes a new CA: ca.pem and ca.key.")
    int ca(
            @Option(names = "--name", defaultValue = "Sluice CA", description = "Its name. Default: ${DEFAULT-VALUE}.")
                    String name,
            @Option(names = "--days", defaultValue = "3650", description = "Default: ${DEFAULT-VALUE}.") int days,
            @Option(names = "--dir", defaultValue = ".", description = "The folder. Default: the current one.")
                    Path dir,
            @Option(names = "--force", description = "Replace files that are there.") boolean force)
            throws GeneralSecurityException, IOException {
        Target files = target(dir, "ca", force);
        CertificateAuthority.create(name, validity(days)).write(files.certificate(), files.key());
        return say(files);
    }

    @Command(
            name = "server",
            mixinStandardHelpOptions = true,
            description = "Makes the certificate of a broker, or of a gateway that devices reach over TLS.")
    int server(
            @Parameters(paramLabel = "NAME", description = "Its name; also the name of its files.") String name,
            @Option(names = "--dns", paramLabel = "HOST", description = "A name that clients dial. Default: NAME.")
                    List<String> dns,
            @Option(names = "--ip", paramLabel = "IP", description = "An address that clients dial.") List<String> ip,
            @Option(names = "--days", defaultValue = "397", description = "Default: ${DEFAULT-VALUE}.") int days,
            @Option(names = "--dir", defaultValue = ".", description = "The folder. Default: the current one.")
                    Path dir,
            @Option(names = "--force", description = "Replace files that are there.") boolean force)
            throws GeneralSecurityException, IOException {
        Target files = owner(dir, name, force);
        List<InetAddress> addresses = new java.util.ArrayList<>();
        for (String text : ip == null ? List.<String>of() : ip) {
            addresses.add(address(text));
        }
        List<String> names = dns == null ? List.of(name) : dns;
        authority(dir).issueServer(name, names, addresses, validity(days)).write(files.certificate(), files.key());
        return say(files);
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
            @Option(names = "--force", description = "Replace files that are there.") boolean force)
            throws GeneralSecurityException, IOException {
        Target files = owner(dir, name, force);
        authority(dir).issueClient(name, validity(days)).write(files.certificate(), files.key());
        return say(files);
    }

    /** Where certificate and key go. */
    private record Target(Path certificate, Path key) {}

    private Target target(Path dir, String name, boolean force) {
        if (!FILE_NAME.matcher(name).matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "\"" + name + "\" cannot name a file: use up to 63 letters, digits, dots, dashes, underscores");
        }
        if (!Files.isDirectory(dir)) {
            throw new ParameterException(spec.commandLine(), dir + " is no folder; make it first");
        }
        Target files = new Target(dir.resolve(name + ".pem"), dir.resolve(name + ".key"));
        for (Path file : List.of(files.certificate(), files.key())) {
            if (!force && Files.exists(file)) {
                throw new ParameterException(spec.commandLine(), file + " is there already; --force replaces it");
            }
        }
        return files;
    }

    /** Files of somebody whom the CA issues for; its own are not for the taking, not by force either. */
    private Target owner(Path dir, String name, boolean force) {
        if (name.equals("ca")) {
            throw new ParameterException(spec.commandLine(), "\"ca\" names the CA's own files; take another name");
        }
        return target(dir, name, force);
    }

    private CertificateAuthority authority(Path dir) {
        try {
            return CertificateAuthority.load(dir.resolve("ca.pem"), dir.resolve("ca.key"));
        } catch (IOException none) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no usable CA in " + dir + "; make one with: sluice certs ca --dir " + dir);
        }
    }

    private Validity validity(int days) {
        if (days < 1 || days > 36_500) {
            throw new ParameterException(spec.commandLine(), "--days must be from 1 to 36500");
        }
        return Validity.days(days, InstantSource.system());
    }

    private InetAddress address(String text) throws IOException {
        if (!ADDRESS.matcher(text).matches()) {
            throw new ParameterException(spec.commandLine(), "--ip \"" + text + "\" is no IP address");
        }
        // Digits, dots and colons only: nothing that DNS would be asked for.
        return InetAddress.getByName(text);
    }

    private int say(Target files) {
        spec.commandLine().getOut().println("wrote " + files.certificate() + " and " + files.key());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
