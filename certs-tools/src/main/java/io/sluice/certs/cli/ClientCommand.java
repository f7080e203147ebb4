/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.AlternativeNames;
import io.sluice.certs.EndEntity;
import io.sluice.certs.Issuing;
import io.sluice.certs.Purpose;
import io.sluice.certs.Refusal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Issues for clients. */
@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the certificate of a client: a device, or the gateway towards its broker.",
            "With --csv, those of many devices, each in a folder of its own: devices/NAME/."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class ClientCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Whom whom;

    /** One or many. */
    static final class Whom {
        @Parameters(paramLabel = "NAME", description = "Its name; also the name of its files.")
        private @Nullable String name;

        @Option(
                names = "--csv",
                paramLabel = "FILE",
                description =
                        "A table with a header line: name, and if wanted dns, ip, uri (several with spaces between), days.")
        private @Nullable Path csv;
    }

    @Option(names = "--dns", paramLabel = "HOST", description = "A host name of it.")
    private @Nullable List<String> dns;

    @Option(names = "--ip", paramLabel = "IP", description = "An address of it.")
    private @Nullable List<String> ip;

    @Option(
            names = "--uri",
            paramLabel = "URI",
            description = "Default where none of these is given: urn:sluice:client:NAME.")
    private @Nullable List<String> uri;

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
            Optional<char[]> passphrase = keys.passphrase();
            Typed.days("--days", days);
            List<Issuing.Wanted> wanted = whom.csv == null
                    ? List.of(one(Optional.ofNullable(whom.name).orElseThrow(), passphrase))
                    : many(whom.csv, passphrase);
            Written.tell(out, new Issuing(folder.open(), force).issue(wanted));
            return 0;
        });
    }

    private Issuing.Wanted one(String name, Optional<char[]> passphrase) throws Refusal {
        Issuing.requireName(name);
        AlternativeNames names = AlternativeNames.ofClient(name, Typed.list(dns), Typed.list(ip), Typed.list(uri));
        return Issuing.Wanted.of(new EndEntity(name, names, Purpose.CLIENT), name, keys.kind(), days, passphrase);
    }

    private List<Issuing.Wanted> many(Path csv, Optional<char[]> passphrase) throws Refusal {
        if (dns != null || ip != null || uri != null) {
            throw new Refusal("with --csv, what each device has stands in the table: columns dns, ip, uri");
        }
        return new DeviceTable(keys.kind(), days, passphrase).read(csv);
    }
}
