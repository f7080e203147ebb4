/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.gateway.net.ClientIdentities;
import io.sluice.gateway.net.PrivateFile;
import io.sluice.gateway.net.UpstreamTls;
import io.sluice.policy.ClientClass;
import io.sluice.policy.Policy;
import io.sluice.policy.UpstreamIdentity;
import io.sluice.policy.config.Problems;
import java.nio.file.Path;
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
        } else if (files.certificate().isPresent() && files.key().isPresent()) {
            UpstreamTls.KeyFiles pair = new UpstreamTls.KeyFiles(
                    Path.of(files.certificate().get()), Path.of(files.key().get()));
            ClientIdentities.problem(tls.orElseThrow(), pair)
                    .ifPresent(what -> problem(
                            clientClass,
                            "certificate: " + what,
                            "name a PEM certificate and its private key, which others cannot read"));
        }
    }

    private void problem(ClientClass clientClass, String what, String mend) {
        problems.add(clientClass.upstream().origin(), "class " + clientClass.name() + ": upstream." + what, mend);
    }
}
