/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows certificates. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {
            "Says what a person wants to know of certificates, and what will break with them and when.",
            "Exits with 1 when something is wrong, or will be within 30 days."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class ShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE|HOST:PORT", description = "PEM, DER, PKCS#12, a CRL, or a server that speaks TLS.")
    private String what;

    @Option(
            names = {"--passphrase-file", "--password-file"},
            paramLabel = "FILE",
            description = "The password of a PKCS#12 file.")
    private @Nullable Path passphraseFile;

    @Override
    public Integer call() {
        return Answer.of(spec, out -> {
            List<ListReport> lists = ListReport.of(Path.of(what), Instant.now());
            if (!lists.isEmpty()) {
                lists.forEach(list -> list.lines().forEach(out::println));
                return lists.stream().allMatch(list -> list.problem().isEmpty()) ? 0 : 1;
            }
            List<X509Certificate> chain = CertificateSource.read(what, Optional.ofNullable(passphraseFile));
            boolean good = true;
            String separator = "";
            for (X509Certificate certificate : chain) {
                CertificateReport report = new CertificateReport(certificate, Instant.now());
                out.print(separator);
                report.lines().forEach(out::println);
                separator = System.lineSeparator();
                good &= report.problems().isEmpty();
            }
            List<String> problems = ChainReport.problems(chain);
            problems.forEach(problem -> out.println(System.lineSeparator() + "chain:    " + problem));
            return good && problems.isEmpty() ? 0 : 1;
        });
    }
}
