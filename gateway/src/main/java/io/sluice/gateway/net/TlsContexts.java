/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.sluice.certs.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Makes TLS contexts of PEM files: BoringSSL where its native library loads, the JDK's TLS elsewhere. */
public final class TlsContexts {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private TlsContexts() {}

    /** The TLS library in use, for people. */
    public static String library() {
        return OpenSsl.isAvailable() ? "BoringSSL" : "JDK";
    }

    private static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /**
     * For connections to brokers: chain and host name are always verified.
     *
     * @throws GeneralSecurityException when a file does not hold what it should, with the reason
     */
    public static BrokerTls upstream(UpstreamTls files) throws GeneralSecurityException {
        if (files.identity().isPresent()) {
            check(files.identity().get());
        }
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(provider())
                    .endpointIdentificationAlgorithm("HTTPS")
                    .protocols(files.protocols());
            trust(builder, files.trust(), files.crl());
            if (!files.ciphers().isEmpty()) {
                builder.ciphers(files.ciphers());
            }
            files.identity()
                    .ifPresent(identity -> builder.keyManager(
                            identity.certificate().toFile(), identity.key().toFile()));
            return new BrokerTls(build(builder), files.serverName());
        } catch (IllegalArgumentException | SSLException unusable) {
            throw unusable(unusable);
        }
    }

    /**
     * For connections of devices.
     *
     * @throws GeneralSecurityException when a file does not hold what it should, with the reason
     */
    public static SslContext listener(ListenerTls files) throws GeneralSecurityException {
        check(new UpstreamTls.KeyFiles(files.certificate(), files.key()));
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            files.certificate().toFile(), files.key().toFile())
                    .sslProvider(provider())
                    .protocols(PROTOCOLS)
                    .clientAuth(
                            switch (files.clientAuth()) {
                                case NONE -> ClientAuth.NONE;
                                case WANT -> ClientAuth.OPTIONAL;
                                case REQUIRE -> ClientAuth.REQUIRE;
                            });
            if (files.clientCa().isPresent()) {
                trust(builder, files.clientCa().get(), files.crl());
            }
            return build(builder);
        } catch (IllegalArgumentException | SSLException unusable) {
            throw unusable(unusable);
        }
    }

    private static void trust(SslContextBuilder builder, Path ca, Optional<Path> crl) throws GeneralSecurityException {
        if (crl.isPresent()) {
            builder.trustManager(Revocation.trust(ca, crl.get()));
        } else {
            builder.trustManager(ca.toFile());
        }
    }

    /** What the TLS library would find out in a handshake only. */
    private static void check(UpstreamTls.KeyFiles pair) throws GeneralSecurityException {
        try {
            if (PrivateFile.isExposed(pair.key())) {
                throw new GeneralSecurityException(pair.key() + " can be read or changed by others");
            }
            X509Certificate certificate = Pem.readCertificate(pair.certificate());
            certificate.checkValidity();
            if (!Pem.belongTogether(Pem.readKey(pair.key()), certificate)) {
                throw new GeneralSecurityException(pair.key() + " is not the key of " + pair.certificate());
            }
        } catch (CertificateExpiredException expired) {
            throw new GeneralSecurityException(pair.certificate() + " has expired", expired);
        } catch (CertificateNotYetValidException early) {
            throw new GeneralSecurityException(pair.certificate() + " is not valid yet", early);
        } catch (IOException unreadable) {
            throw new GeneralSecurityException(unreadable.getMessage(), unreadable);
        }
    }

    private static SslContext build(SslContextBuilder builder) throws SSLException {
        return builder.build();
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
