/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.sluice.gateway.key.KeyFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The TLS of a listener, by its files.
 *
 * @param own what the gateway shows of itself
 * @param sni shown instead to devices that ask for one of its DNS names; all else is the same for them
 * @param clientCa who signs the devices' certificates; there when {@code clientAuth} is not {@code NONE}
 * @param crl which of them are revoked, empty where nobody asks
 * @param staples whether OCSP responses are fetched, for the certificates that name a responder, and handed on
 */
public record ListenerTls(
        KeyFiles own,
        List<KeyFiles> sni,
        Optional<Path> clientCa,
        Optional<Path> crl,
        ClientAuth clientAuth,
        boolean staples) {

    public ListenerTls {
        sni = List.copyOf(sni);
    }

    /** Whether devices show a certificate. */
    public enum ClientAuth {
        NONE,
        WANT,
        REQUIRE
    }
}
