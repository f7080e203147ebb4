/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The TLS of a listener, by its PEM files.
 *
 * @param clientCa who signs the devices' certificates; there when {@code clientAuth} is not {@code NONE}
 * @param crl which of them are revoked, empty where nobody asks
 */
public record ListenerTls(
        Path certificate, Path key, Optional<Path> clientCa, Optional<Path> crl, ClientAuth clientAuth) {
    /** All its files. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(certificate, key));
        clientCa.ifPresent(files::add);
        crl.ifPresent(files::add);
        return files;
    }

    /** Whether devices show a certificate. */
    public enum ClientAuth {
        NONE,
        WANT,
        REQUIRE
    }
}
