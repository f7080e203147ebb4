/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.sluice.gateway.key.KeyFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The TLS towards brokers, by its files.
 *
 * @param trust who signs the brokers' certificates
 * @param crl what the CA has revoked, empty where nobody asks
 * @param identity what the gateway shows of itself, empty where brokers ask for no certificate
 * @param serverName whom the certificate must be for, empty for the host that is dialled
 * @param ciphers empty for the library's own choice
 */
public record UpstreamTls(
        Path trust,
        Optional<Path> crl,
        Optional<KeyFiles> identity,
        Optional<String> serverName,
        List<String> protocols,
        List<String> ciphers) {

    /** All its files. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(trust));
        crl.ifPresent(files::add);
        identity.ifPresent(own -> files.addAll(own.files()));
        return files;
    }

    /** The same with another certificate. */
    UpstreamTls presenting(KeyFiles files) {
        return new UpstreamTls(trust, crl, Optional.of(files), serverName, protocols, ciphers);
    }
}
