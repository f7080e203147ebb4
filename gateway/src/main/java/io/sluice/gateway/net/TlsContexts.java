/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.sluice.certs.Identity;
import io.sluice.gateway.key.KeyFiles;
import io.sluice.gateway.key.KeyReader;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPrivateKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Makes TLS contexts of keys, certificates and CAs. */
public final class TlsContexts {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Kinds of keys, by the JDK's names. */
    private static final List<String> SIGNING = List.of("EC", "RSA");

    private TlsContexts() {}

    /**
     * For connections to brokers: chain and host name are always verified.
     *
     * @throws GeneralSecurityException when a file does not hold what it should, with the reason
     */
    public static BrokerTls upstream(UpstreamTls files) throws GeneralSecurityException {
        Optional<Identity> own = files.identity().isPresent()
                ? Optional.of(identity(files.identity().get()))
                : Optional.empty();
        List<X509Certificate> ownChain = own.map(Identity::chain).orElse(List.of());
        Trust trust = Trust.read(files.trust(), files.crl(), () -> ownChain);
        Instant expiry = own.map(TlsContexts::expiry).orElse(trust.expiry());
        return new BrokerTls(client(files, own, new CurrentTrust(trust::manager)), files.serverName(), expiry);
    }

    /** A key that the TLS library can work with, and its chain. */
    static Identity identity(KeyFiles files) throws GeneralSecurityException {
        Identity own = new KeyReader(InstantSource.system()).read(files);
        checkKind(own);
        return own;
    }

    static SslContext client(UpstreamTls files, Optional<Identity> own, CurrentTrust trust)
            throws GeneralSecurityException {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(TlsLibrary.provider())
                    .endpointIdentificationAlgorithm("HTTPS")
                    .protocols(files.protocols())
                    .trustManager(trust);
            if (!files.ciphers().isEmpty()) {
                builder.ciphers(files.ciphers());
            }
            // In memory only: the JDK's own default, PKCS#12, derives a key by 10,000 rounds each time that a context
            // is made.
            own.ifPresent(identity ->
                    builder.keyManager(identity.key(), chain(identity)).keyStoreType("JKS"));
            return builder.build();
        } catch (IllegalArgumentException | SSLException unusable) {
            throw unusable(unusable);
        }
    }

    /**
     * For connections of devices.
     *
     * @param trust in devices, empty where they are asked for no certificate
     * @param staples whether its handlers are given OCSP responses
     * @throws GeneralSecurityException when the TLS library cannot work with it, with the reason
     */
    static SslContext listener(
            Identity own, Optional<CurrentTrust> trust, ListenerTls.ClientAuth clientAuth, boolean staples)
            throws GeneralSecurityException {
        checkKind(own);
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(own.key(), chain(own))
                    .sslProvider(TlsLibrary.provider())
                    .protocols(PROTOCOLS)
                    .enableOcsp(staples)
                    .clientAuth(
                            switch (clientAuth) {
                                case NONE -> ClientAuth.NONE;
                                case WANT -> ClientAuth.OPTIONAL;
                                case REQUIRE -> ClientAuth.REQUIRE;
                            });
            trust.ifPresent(builder::trustManager);
            return builder.build();
        } catch (IllegalArgumentException | SSLException unusable) {
            throw unusable(unusable);
        }
    }

    /** Of other keys Netty's binding of BoringSSL finds out in the handshake only that it cannot sign with them. */
    private static void checkKind(Identity identity) throws GeneralSecurityException {
        String algorithm = identity.key() instanceof EdECPrivateKey edwards
                ? edwards.getParams().getName()
                : identity.key().getAlgorithm();
        if (TlsLibrary.provider() != SslProvider.JDK && !SIGNING.contains(algorithm)) {
            throw new GeneralSecurityException("the key is an " + algorithm + " one, which " + TlsLibrary.name()
                    + " does not sign with here; EC and RSA ones do");
        }
    }

    /** When the certificate of its owner ends. */
    static Instant expiry(Identity identity) {
        return identity.chain().get(0).getNotAfter().toInstant();
    }

    private static X509Certificate[] chain(Identity identity) {
        return identity.chain().toArray(X509Certificate[]::new);
    }

    private static GeneralSecurityException unusable(Exception cause) {
        Throwable deepest = cause;
        for (int i = 0; i < 20 && deepest.getCause() != null; i++) {
            deepest = deepest.getCause();
        }
        String what = String.valueOf(deepest.getMessage() == null ? cause.getMessage() : deepest.getMessage());
        return new GeneralSecurityException(what, cause);
    }
}
