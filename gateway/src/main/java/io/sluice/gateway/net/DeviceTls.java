/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.channel.Channel;
import io.sluice.certs.Identity;
import io.sluice.gateway.key.KeyReader;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of a listener while it runs. Whom devices are trusted by and what they are shown are renewed apart from each other:
 * a key that cannot be used must not keep a revocation list from counting.
 */
public final class DeviceTls {
    private static final Logger log = LoggerFactory.getLogger(DeviceTls.class);

    private final String name;
    private final Optional<Renewable<Trust>> trust;
    private final ServerCertificate certificate;

    /**
     * Reads the files for the first time.
     *
     * @param name for people, such as {@code listener lan-tls}
     * @param nanoTime counts on while the gateway runs
     * @throws GeneralSecurityException when they cannot be used, with the reason
     */
    public DeviceTls(String name, ListenerTls files, InstantSource clock, LongSupplier nanoTime)
            throws GeneralSecurityException {
        this.name = name;
        this.trust = trust(name, files, clock);
        KeyReader keys = new KeyReader(clock);
        Renewable<Identity> own = new Renewable<>(
                name, files.own().files(), clock, () -> served(keys.read(files.own())), TlsContexts::expiry);
        this.certificate = new ServerCertificate(own, trust, files.clientAuth(), nanoTime);
    }

    /** What keeps a listener from working with files that are right by themselves, empty if nothing does. */
    public static Optional<String> problem(ListenerTls files) {
        try {
            served(new KeyReader(InstantSource.system()).read(files.own()));
            if (files.clientCa().isPresent()) {
                Trust.read(files.clientCa().get(), files.crl());
            }
            return Optional.empty();
        } catch (GeneralSecurityException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }

    /** Finds out now what would fail in a handshake. */
    private static Identity served(Identity identity) throws GeneralSecurityException {
        TlsContexts.listener(identity, Optional.empty(), ListenerTls.ClientAuth.NONE);
        return identity;
    }

    private static Optional<Renewable<Trust>> trust(String name, ListenerTls files, InstantSource clock)
            throws GeneralSecurityException {
        if (files.clientCa().isEmpty()) {
            return Optional.empty();
        }
        Path ca = files.clientCa().get();
        List<Path> read = new ArrayList<>(List.of(ca));
        files.crl().ifPresent(read::add);
        return Optional.of(
                new Renewable<>(name + " client-ca", read, clock, () -> Trust.read(ca, files.crl()), Trust::expiry));
    }

    /** What is renewed, and ends some day. */
    public List<Renewable<?>> renewables() {
        List<Renewable<?>> all = new ArrayList<>(List.of(certificate.identity()));
        trust.ifPresent(all::add);
        return all;
    }

    /** Reads the files where they have changed. */
    public synchronized void renew() {
        trust.ifPresent(Renewable::renew);
        try {
            certificate.renew();
        } catch (GeneralSecurityException unusable) {
            log.error("event=tls-unusable of=\"{}\" what=\"{}\"", name, unusable.getMessage());
        }
    }

    /** Puts TLS in front of what a device's channel does; on its event loop. */
    void protect(Channel device) {
        device.pipeline().addLast("tls", certificate.newHandler(device.alloc()));
    }
}
