/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.AlternativeNames;
import io.sluice.certs.EndEntity;
import io.sluice.certs.Issuing;
import io.sluice.certs.Purpose;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Issues for a server. */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        description = "Makes the certificate of a broker, or of a gateway that devices reach over TLS.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class ServerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Its name; also the name of its files.")
    private String name;

    @Option(names = "--dns", paramLabel = "HOST", description = "A name that clients dial. Default: NAME.")
    private @Nullable List<String> dns;

    @Option(names = "--ip", paramLabel = "IP", description = "An address that clients dial.")
    private @Nullable List<String> ip;

    @Option(names = "--days", defaultValue = "397", description = "Default: ${DEFAULT-VALUE}.")
    private int days;

    @Option(names = "--force", description = "Replace files that are there.")
    private boolean force;

    @Mixin
    private KeyOptions keys;

    @Mixin
    private FolderOption folder;

    @Override
    public Integer call() {
        return Answer.of(spec, out -> {
            Issuing.requireName(name);
            EndEntity server = new EndEntity(
                    name, AlternativeNames.ofServer(name, Typed.list(dns), Typed.list(ip)), Purpose.SERVER);
            Issuing.Wanted wanted =
                    Issuing.Wanted.of(server, name, keys.kind(), Typed.days("--days", days), keys.passphrase());
            Written.tell(out, new Issuing(folder.open(), force).issue(List.of(wanted)));
            return 0;
        });
    }
}
