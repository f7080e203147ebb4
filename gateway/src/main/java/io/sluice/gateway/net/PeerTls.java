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
 * @param certificate the peer's, empty where it showed none
 */
public record PeerTls(String version, String cipher, Optional<DeviceCertificate> certificate) {
    /** Of a channel's TLS, empty on a plain one. */
    public static Optional<PeerTls> of(Channel channel) {
        return Optional.ofNullable(channel.pipeline().get(SslHandler.class))
                .map(handler -> handler.engine().getSession())
                .map(session -> new PeerTls(session.getProtocol(), session.getCipherSuite(), certificate(session)));
    }

    private static Optional<DeviceCertificate> certificate(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate leaf
                    ? Optional.of(CertificateNames.of(leaf))
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException noCertificate) {
            return Optional.empty();
        }
    }
}
