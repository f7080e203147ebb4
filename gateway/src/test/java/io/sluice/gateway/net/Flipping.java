/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts everybody until everybody has expired, and counts who was verified. */
final class Flipping extends X509ExtendedTrustManager {
    private final AtomicBoolean expired;
    private final AtomicInteger inHandshakes = new AtomicInteger();
    private final AtomicInteger afterwards = new AtomicInteger();

    Flipping(AtomicBoolean expired) {
        this.expired = expired;
    }

    /** Peers that came for the first time. */
    int inHandshakes() {
        return inHandshakes.get();
    }

    /** Peers that resumed. */
    int afterwards() {
        return afterwards.get();
    }

    private void check(AtomicInteger count) throws CertificateException {
        count.incrementAndGet();
        if (expired.get()) {
            throw new CertificateExpiredException("it has");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(afterwards);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(inHandshakes);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(inHandshakes);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(afterwards);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(inHandshakes);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(inHandshakes);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
