/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.AlternativeNames;
import io.sluice.certs.CaFolder;
import io.sluice.certs.EndEntity;
import io.sluice.certs.Issuing;
import io.sluice.certs.Keeping;
import io.sluice.certs.KeyKind;
import io.sluice.certs.Purpose;
import io.sluice.certs.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Writes what a Mosquitto needs. */
@Command(
        name = "mosquitto",
        mixinStandardHelpOptions = true,
        description = {
            "Writes what an existing Mosquitto needs to serve TLS to clients of this CA alone, each under the name in its "
                    + "certificate: mosquitto/sluice.conf and the files that it names.",
            "A certificate for NAME is made where there is none. What sluice certs renews and revokes later gets there too."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class MosquittoCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            description = "The broker's name, by which it is dialled unless --dns or --ip say otherwise.")
    private String name;

    @Option(names = "--dns", paramLabel = "HOST", description = "A name that clients dial.")
    private @Nullable List<String> dns;

    @Option(names = "--ip", paramLabel = "IP", description = "An address that clients dial.")
    private @Nullable List<String> ip;

    @Option(names = "--port", defaultValue = "8883", description = "Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--bind", paramLabel = "IP", description = "The address to listen on. Default: all of them.")
    private @Nullable String bind;

    @Option(names = "--force", description = "Replace what was written before.")
    private boolean force;

    @Mixin
    private FolderOption folder;

    @Override
    public Integer call() {
        return Answer.of(spec, out -> {
            if (port < 1 || port > HIGHEST_PORT) {
                throw new Refusal("--port must be from 1 to " + HIGHEST_PORT);
            }
            CaFolder dir = folder.open();
            Issuing.requireName(name);
            if (Files.notExists(dir.dir().resolve(name + ".pem"))) {
                Written.tell(out, new Issuing(dir, false).issue(List.of(wanted())));
            } else if (dns != null || ip != null) {
                throw new Refusal(name + ".pem is there already, with names of its own; leave out --dns and --ip");
            }
            Path conf = new Keeping(dir, force).mosquitto(name, port, Optional.ofNullable(bind));
            out.println("wrote " + conf);
            out.println("next:");
            out.println("  chown -R mosquitto: " + conf.getParent()
                    + "   # who also has to be able to enter the folders above");
            out.println("  echo 'include_dir " + conf.getParent() + "' >> /etc/mosquitto/mosquitto.conf");
            out.println("  systemctl restart mosquitto");
            return 0;
        });
    }

    private Issuing.Wanted wanted() throws Refusal {
        EndEntity broker =
                new EndEntity(name, AlternativeNames.ofServer(name, Typed.list(dns), Typed.list(ip)), Purpose.SERVER);
        return Issuing.Wanted.of(broker, name, KeyKind.ECDSA, 397, Optional.empty());
    }
}
