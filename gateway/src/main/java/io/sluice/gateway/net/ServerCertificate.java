/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.sluice.certs.Identity;
import io.sluice.gateway.ocsp.Stapler;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** One certificate that a listener shows, and the TLS context that shows it. */
final class ServerCertificate {
    private final Renewable<Identity> identity;
    private final Optional<Renewable<Trust>> trust;
    private final Optional<CurrentTrust> verifier;
    private final ListenerTls settings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private volatile InUse inUse;

    /** What is in use, and what it was made of. */
    private record InUse(
            SslContext context,
            Optional<SessionTickets> tickets,
            Optional<Stapler> stapler,
            Identity identity,
            Optional<Trust> trust) {}

    /**
     * @param trust in devices; to renew it is the caller's concern
     * @param settings other than its files
     * @throws GeneralSecurityException when no TLS context can be made of it, with the reason
     */
    ServerCertificate(
            Renewable<Identity> identity,
            Optional<Renewable<Trust>> trust,
            ListenerTls settings,
            InstantSource clock,
            LongSupplier nanoTime)
            throws GeneralSecurityException {
        this.identity = identity;
        this.trust = trust;
        this.verifier = trust.map(
                renewable -> new CurrentTrust(() -> renewable.current().manager()));
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.inUse = make();
    }

    Renewable<Identity> identity() {
        return identity;
    }

    SslHandler newHandler(ByteBufAllocator alloc) {
        InUse now = inUse;
        SslHandler handler = now.context.newHandler(alloc);
        if (handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
            now.stapler.flatMap(Stapler::current).ifPresent(engine::setOcspResponse);
        }
        return handler;
    }

    /** Reads the files where they have changed, and turns the keys of its tickets. */
    void renew() throws GeneralSecurityException {
        identity.renew();
        InUse now = inUse;
        if (!now.identity.equals(identity.current()) || !now.trust.equals(trust.map(Renewable::current))) {
            inUse = make();
        } else {
            now.tickets.ifPresent(SessionTickets::rotateWhenDue);
            now.stapler.ifPresent(Stapler::refreshWhenDue);
        }
    }

    private InUse make() throws GeneralSecurityException {
        Identity own = identity.current();
        Optional<Trust> devices = trust.map(Renewable::current);
        Optional<Stapler> stapler = settings.staples() && TlsLibrary.staples()
                ? Stapler.of(identity.name(), own.chain(), issuers(devices), clock)
                : Optional.empty();
        SslContext context = TlsContexts.listener(own, verifier, settings.clientAuth(), stapler.isPresent());
        SessionTickets.bound(context.sessionContext());
        Optional<SessionTickets> tickets = context.sessionContext() instanceof OpenSslSessionContext sessions
                ? Optional.of(new SessionTickets(sessions, nanoTime))
                : Optional.empty();
        stapler.ifPresent(Stapler::refreshWhenDue);
        return new InUse(context, tickets, stapler, own, devices);
    }

    /** A private CA has often issued the certificates of both sides. */
    private static List<X509Certificate> issuers(Optional<Trust> devices) {
        return devices.map(trusted -> List.of(trusted.manager().getAcceptedIssuers()))
                .orElse(List.of());
    }
}
