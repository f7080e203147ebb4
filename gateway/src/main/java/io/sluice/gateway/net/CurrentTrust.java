/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.handler.ssl.ResumableX509ExtendedTrustManager;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Verifies peers by the CAs and revocation lists that are in use at the moment. A peer that resumes a session is verified like
 * one that is there for the first time: the certificate that its ticket vouches for may have run out, or been revoked, since
 * (RFC 8446, section 4.6.1, leaves that to the parties).
 */
final class CurrentTrust extends X509ExtendedTrustManager implements ResumableX509ExtendedTrustManager {
    private final Supplier<X509TrustManager> current;

    CurrentTrust(Supplier<X509TrustManager> current) {
        this.current = current;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        X509TrustManager manager = current.get();
        if (manager instanceof X509ExtendedTrustManager extended) {
            extended.checkClientTrusted(chain, authType, engine);
        } else {
            manager.checkClientTrusted(chain, authType);
        }
    }

    @Override
    public void resumeClientTrusted(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        // The handshake is over: what an engine would tell, the algorithms agreed on, is past.
        current.get().checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        current.get().checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return current.get().getAcceptedIssuers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        X509TrustManager manager = current.get();
        if (manager instanceof X509ExtendedTrustManager extended) {
            extended.checkServerTrusted(chain, authType, engine);
        } else {
            // Only the other kind knows whom the certificate must be for.
            throw new CertificateException("host names cannot be verified");
        }
    }

    /** Sessions are kept by host and port: the certificate's name was verified when this one began. */
    @Override
    public void resumeServerTrusted(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        boolean[] usage = chain[0].getKeyUsage();
        // By the JDK's words for key exchanges: those that sign, and the one that encrypts only.
        current.get().checkServerTrusted(chain, usage == null || usage[0] ? "UNKNOWN" : "RSA");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noEngine();
    }

    private static CertificateException noEngine() {
        return new CertificateException("servers are verified with an engine, which knows their host name");
    }
}
