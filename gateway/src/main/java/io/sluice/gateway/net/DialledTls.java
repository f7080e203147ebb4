/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.sluice.certs.Identity;
import io.sluice.gateway.key.KeyFiles;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The TLS towards those whom the gateway dials, while it runs. Whom it trusts and what it shows of itself are renewed apart from
 * each other: a key that cannot be used must not keep a revocation list from counting.
 */
public final class DialledTls {
    private final Optional<Renewable<Trust>> trust;
    private final Renewable<BrokerTls> tls;
    private volatile List<X509Certificate> ownChain = List.of();

    /**
     * Reads the files for the first time.
     *
     * @param name the key of the configuration
     * @throws GeneralSecurityException when they cannot be used, with the reason
     */
    public DialledTls(String name, UpstreamTls files, InstantSource clock) throws GeneralSecurityException {
        if (files.identity().isEmpty()) {
            this.trust = Optional.empty();
            this.tls =
                    new Renewable<>(name, files.files(), clock, () -> TlsContexts.upstream(files), BrokerTls::expiry);
            return;
        }
        KeyFiles own = files.identity().get();
        List<Path> trusted = new ArrayList<>(List.of(files.trust()));
        files.crl().ifPresent(trusted::add);
        Renewable<Trust> peers = new Renewable<>(
                name + " trust",
                trusted,
                clock,
                () -> Trust.read(files.trust(), files.crl(), () -> ownChain),
                Trust::expiry);
        CurrentTrust current = new CurrentTrust(() -> peers.current().manager());
        this.trust = Optional.of(peers);
        this.tls = new Renewable<>(name, own.files(), clock, () -> showing(own, files, current), BrokerTls::expiry);
    }

    private BrokerTls showing(KeyFiles own, UpstreamTls files, CurrentTrust current) throws GeneralSecurityException {
        Identity identity = TlsContexts.identity(own);
        BrokerTls made = new BrokerTls(
                TlsContexts.client(files, Optional.of(identity), current),
                files.serverName(),
                TlsContexts.expiry(identity));
        ownChain = identity.chain();
        return made;
    }

    /** How they are spoken to. */
    public Renewable<BrokerTls> tls() {
        return tls;
    }

    /** What is renewed, and ends some day. */
    public List<Renewable<?>> renewables() {
        List<Renewable<?>> all = new ArrayList<>(List.of(tls));
        trust.ifPresent(all::add);
        return all;
    }

    /** Reads the files where they have changed. */
    public void renew() {
        trust.ifPresent(Renewable::renew);
        tls.renew();
    }
}
