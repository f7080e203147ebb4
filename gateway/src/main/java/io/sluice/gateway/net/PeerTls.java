/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.sluice.policy.DeviceCertificate;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What a finished TLS handshake agreed on.
 *
 * @param leaf the peer's certificate, empty where it showed none
 */
public record PeerTls(String version, String cipher, Optional<X509Certificate> leaf) {
    /** Of a channel's TLS, empty on a plain one. */
    public static Optional<PeerTls> of(Channel channel) {
        return Optional.ofNullable(channel.pipeline().get(SslHandler.class))
                .map(handler -> handler.engine().getSession())
                .map(session -> new PeerTls(session.getProtocol(), session.getCipherSuite(), leaf(session)));
    }

    /** The names in the peer's certificate. */
    public Optional<DeviceCertificate> certificate() {
        return leaf.map(CertificateNames::of);
    }

    /** Whose certificate it is. */
    public Optional<String> subject() {
        return leaf.map(CertificateNames::subject);
    }

    private static Optional<X509Certificate> leaf(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate leaf ? Optional.of(leaf) : Optional.empty();
        } catch (SSLPeerUnverifiedException noCertificate) {
            return Optional.empty();
        }
    }
}
