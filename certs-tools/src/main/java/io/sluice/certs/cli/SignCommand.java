/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.AlternativeNames;
import io.sluice.certs.EndEntity;
import io.sluice.certs.Issuing;
import io.sluice.certs.KeyKind;
import io.sluice.certs.Purpose;
import io.sluice.certs.Refusal;
import io.sluice.certs.SigningRequest;
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

/** Issues for a key that stays where it is. */
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        description = {
            "Issues a certificate for a request (CSR) of a device that keeps its key to itself.",
            "Of the request only the key counts, which it has to be signed with, and the name if you do not say one."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class SignCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CSR", description = "The request (PKCS#10), PEM or DER.")
    private Path csr;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Whom it has to be for. Default: the request's common name.")
    private @Nullable String name;

    @Option(names = "--server", description = "For a server; --dns and --ip say what clients dial.")
    private boolean server;

    @Option(names = "--dns", paramLabel = "HOST", description = "A host name of it.")
    private @Nullable List<String> dns;

    @Option(names = "--ip", paramLabel = "IP", description = "An address of it.")
    private @Nullable List<String> ip;

    @Option(names = "--uri", paramLabel = "URI", description = "A URI of a client.")
    private @Nullable List<String> uri;

    @Option(names = "--days", defaultValue = "397", description = "Default: ${DEFAULT-VALUE}.")
    private int days;

    @Option(names = "--force", description = "Issue although there is a certificate of that name.")
    private boolean force;

    @Mixin
    private FolderOption folder;

    @Override
    public Integer call() {
        return Answer.of(spec, out -> {
            SigningRequest request = SigningRequest.read(csr);
            String allowed = Issuing.requireName(name == null ? request.commonName() : name);
            if (!request.commonName().isEmpty() && !request.commonName().equals(allowed)) {
                throw new Refusal(csr + " asks for \"" + request.commonName().replaceAll("\\p{Cntrl}", "?")
                        + "\" and not for \"" + allowed + "\"");
            }
            AlternativeNames names = server
                    ? AlternativeNames.ofServer(allowed, Typed.list(dns), Typed.list(ip))
                    : AlternativeNames.ofClient(allowed, Typed.list(dns), Typed.list(ip), Typed.list(uri));
            EndEntity subject = new EndEntity(allowed, names, server ? Purpose.SERVER : Purpose.CLIENT);
            Issuing.Wanted wanted =
                    Issuing.Wanted.of(subject, allowed, KeyKind.ECDSA, Typed.days("--days", days), Optional.empty());
            Written.tell(out, List.of(new Issuing(folder.open(), force).sign(request, wanted)));
            return 0;
        });
    }
}
