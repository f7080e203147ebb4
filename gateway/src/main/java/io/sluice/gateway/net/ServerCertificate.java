/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.sluice.certs.Identity;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.LongSupplier;

/** One certificate that a listener shows, and the TLS context that shows it. */
final class ServerCertificate {
    private final Renewable<Identity> identity;
    private final Optional<Renewable<Trust>> trust;
    private final Optional<DeviceTrust> verifier;
    private final ListenerTls.ClientAuth clientAuth;
    private final LongSupplier nanoTime;
    private volatile InUse inUse;

    /** What is in use, and what it was made of. */
    private record InUse(
            SslContext context, Optional<SessionTickets> tickets, Identity identity, Optional<Trust> trust) {}

    /**
     * @param trust in devices; who it is made anew for is the caller's concern
     * @throws GeneralSecurityException when no TLS context can be made of it, with the reason
     */
    ServerCertificate(
            Renewable<Identity> identity,
            Optional<Renewable<Trust>> trust,
            ListenerTls.ClientAuth clientAuth,
            LongSupplier nanoTime)
            throws GeneralSecurityException {
        this.identity = identity;
        this.trust = trust;
        this.verifier =
                trust.map(renewable -> new DeviceTrust(() -> renewable.current().manager()));
        this.clientAuth = clientAuth;
        this.nanoTime = nanoTime;
        this.inUse = make();
    }

    Renewable<Identity> identity() {
        return identity;
    }

    SslHandler newHandler(ByteBufAllocator alloc) {
        return inUse.context.newHandler(alloc);
    }

    /** Reads the files where they have changed, and turns the keys of its tickets. */
    void renew() throws GeneralSecurityException {
        identity.renew();
        InUse now = inUse;
        if (!now.identity.equals(identity.current()) || !now.trust.equals(trust.map(Renewable::current))) {
            inUse = make();
        } else {
            now.tickets.ifPresent(SessionTickets::rotateWhenDue);
        }
    }

    private InUse make() throws GeneralSecurityException {
        Identity own = identity.current();
        Optional<Trust> devices = trust.map(Renewable::current);
        SslContext context = TlsContexts.listener(own, verifier, clientAuth);
        Optional<SessionTickets> tickets = context.sessionContext() instanceof OpenSslSessionContext sessions
                ? Optional.of(new SessionTickets(sessions, nanoTime))
                : Optional.empty();
        return new InUse(context, tickets, own, devices);
    }
}
