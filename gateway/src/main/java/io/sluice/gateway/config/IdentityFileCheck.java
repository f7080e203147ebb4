/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.certs.PrivateFile;
import io.sluice.gateway.key.KeyFiles;
import io.sluice.gateway.key.KeyReader;
import io.sluice.gateway.key.UnusableKey;
import io.sluice.gateway.net.ClientIdentities;
import io.sluice.gateway.net.UpstreamTls;
import io.sluice.policy.ClientClass;
import io.sluice.policy.Policy;
import io.sluice.policy.UpstreamIdentity;
import io.sluice.policy.config.Problems;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Looks at the files that classes present to the broker. One whose name holds a placeholder is looked at when a device needs
 * it.
 */
final class IdentityFileCheck {
    private final Optional<UpstreamTls> tls;
    private final Problems problems;

    IdentityFileCheck(Optional<UpstreamTls> tls, Problems problems) {
        this.tls = tls;
        this.problems = problems;
    }

    void check(Policy policy) {
        policy.classes().forEach(this::check);
    }

    private void check(ClientClass clientClass) {
        UpstreamIdentity files = clientClass.literalUpstreamFiles();
        files.passwordFile()
                .flatMap(file -> PrivateFile.problem(Path.of(file), UpstreamIdentity.LONGEST_PASSWORD))
                .ifPresent(what -> problem(
                        clientClass,
                        "password-file: " + what,
                        "name a file with nothing but the password, and chmod 600 it"));
        if (clientClass.upstream().certificate().isPresent() && tls.isEmpty()) {
            problem(
                    clientClass,
                    "certificate: the way to the broker is plaintext",
                    "write upstream.tls, or leave the certificate out");
        } else if (isLiteral(clientClass, files)) {
            KeyFiles pair = new KeyFiles(
                    Path.of(files.certificate().orElseThrow()),
                    files.key().map(Path::of),
                    files.keyPasswordFile().map(Path::of));
            try {
                new KeyReader(InstantSource.system()).read(pair);
                ClientIdentities.problem(tls.orElseThrow(), pair)
                        .ifPresent(what -> problem(
                                clientClass, "certificate: " + what, "name a certificate with an EC or RSA key"));
            } catch (UnusableKey unusable) {
                problem(clientClass, unusable.part().setting() + ": " + unusable.getMessage(), unusable.mend());
            }
        }
    }

    /** Whether all that a class names of a key is the same for all devices. */
    private static boolean isLiteral(ClientClass clientClass, UpstreamIdentity files) {
        return files.certificate().isPresent()
                && files.key().isPresent() == clientClass.upstream().key().isPresent()
                && files.keyPasswordFile().isPresent()
                        == clientClass.upstream().keyPasswordFile().isPresent();
    }

    private void problem(ClientClass clientClass, String what, String mend) {
        problems.add(clientClass.upstream().origin(), "class " + clientClass.name() + ": upstream." + what, mend);
    }
}
