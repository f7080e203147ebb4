/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.channel.Channel;
import io.sluice.certs.Identity;
import io.sluice.gateway.key.KeyFiles;
import io.sluice.gateway.key.KeyReader;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
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
    static final String HANDLER = "tls";

    private static final Logger log = LoggerFactory.getLogger(DeviceTls.class);

    private final String name;
    private final Optional<Renewable<Trust>> trust;
    private final List<ServerCertificate> certificates = new ArrayList<>();
    private volatile SniNames<ServerCertificate> names;

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
        this.trust = trust(files, clock);
        certificates.add(certificate(name, files.own(), files, clock, nanoTime));
        for (int i = 0; i < files.sni().size(); i++) {
            certificates.add(certificate(name + " sni[" + i + "]", files.sni().get(i), files, clock, nanoTime));
        }
        this.names = names();
    }

    private ServerCertificate certificate(
            String of, KeyFiles own, ListenerTls files, InstantSource clock, LongSupplier nanoTime)
            throws GeneralSecurityException {
        KeyReader keys = new KeyReader(clock);
        Renewable<Identity> identity =
                new Renewable<>(of, own.files(), clock, () -> served(keys.read(own)), TlsContexts::expiry);
        return new ServerCertificate(identity, trust, files, clock, nanoTime);
    }

    private SniNames<ServerCertificate> names() {
        SniNames<ServerCertificate> made = new SniNames<>();
        for (ServerCertificate certificate : certificates) {
            made.add(certificate.identity().current().chain().get(0), certificate);
        }
        return made;
    }

    /** What keeps a listener from showing a certificate that is right by itself, empty if nothing does. */
    public static Optional<String> problem(KeyFiles own, boolean isAskedForByName) {
        try {
            Identity identity = served(new KeyReader(InstantSource.system()).read(own));
            return isAskedForByName
                            && SniNames.dnsNames(identity.chain().get(0)).isEmpty()
                    ? Optional.of(own.certificate() + " has no DNS name that a device could ask for")
                    : Optional.empty();
        } catch (GeneralSecurityException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }

    /** Finds out now what would fail in a handshake. */
    private static Identity served(Identity identity) throws GeneralSecurityException {
        TlsContexts.listener(identity, Optional.empty(), ListenerTls.ClientAuth.NONE, false);
        return identity;
    }

    private Optional<Renewable<Trust>> trust(ListenerTls files, InstantSource clock) throws GeneralSecurityException {
        if (files.clientCa().isEmpty()) {
            return Optional.empty();
        }
        Path ca = files.clientCa().get();
        List<Path> read = new ArrayList<>(List.of(ca));
        files.crl().ifPresent(read::add);
        return Optional.of(new Renewable<>(
                name + " client-ca", read, clock, () -> Trust.read(ca, files.crl(), this::ownChain), Trust::expiry));
    }

    private List<X509Certificate> ownChain() {
        return certificates.get(0).identity().current().chain();
    }

    /** What devices are shown. */
    public List<Renewable<?>> shown() {
        return certificates.stream()
                .<Renewable<?>>map(ServerCertificate::identity)
                .toList();
    }

    /** What is renewed, and ends some day. */
    public List<Renewable<?>> renewables() {
        List<Renewable<?>> all = new ArrayList<>(shown());
        trust.ifPresent(all::add);
        return all;
    }

    /** Reads the files where they have changed. */
    public synchronized void renew() {
        trust.ifPresent(Renewable::renew);
        for (ServerCertificate certificate : certificates) {
            try {
                certificate.renew();
            } catch (GeneralSecurityException unusable) {
                log.error("event=tls-unusable of=\"{}\" what=\"{}\"", name, unusable.getMessage());
            }
        }
        names = names();
    }

    /** Puts TLS in front of what a device's channel does; on its event loop. */
    /** Whether a channel of a device begins with a handshake. */
    public static boolean isOn(Channel device) {
        return device.pipeline().get(HANDLER) != null;
    }

    void protect(Channel device) {
        device.pipeline()
                .addLast(
                        HANDLER,
                        certificates.size() == 1
                                ? certificates.get(0).newHandler(device.alloc())
                                : new SniDoor(this::choice));
    }

    private ServerCertificate choice(String asked) {
        return names.lookup(asked).orElseGet(() -> certificates.get(0));
    }
}
