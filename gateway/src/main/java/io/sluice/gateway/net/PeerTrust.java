/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts whom Java's path validation trusts, and says of the others what is wrong: to the log, and by the right alert. */
final class PeerTrust extends X509ExtendedTrustManager {
    private static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT = "1.3.6.1.5.5.7.3.2";

    /** One way of asking the path validation. */
    private interface Check {
        void run() throws CertificateException;
    }

    private final X509ExtendedTrustManager validation;
    private final Supplier<List<X509Certificate>> acquainted;
    private final LatelyTrusted resumed;

    /**
     * @param validation decides
     * @param acquainted certificates that we know of without trusting them, such as those in our own chain
     */
    PeerTrust(X509ExtendedTrustManager validation, Supplier<List<X509Certificate>> acquainted) {
        this(validation, acquainted, System::nanoTime);
    }

    /** @param nanoTime a clock that nobody sets */
    PeerTrust(X509ExtendedTrustManager validation, Supplier<List<X509Certificate>> acquainted, LongSupplier nanoTime) {
        this.validation = validation;
        this.acquainted = acquainted;
        this.resumed = new LatelyTrusted(nanoTime);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, CLIENT, Optional.empty(), () -> validation.checkClientTrusted(chain, authType, engine));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, CLIENT, Optional.empty(), () -> validation.checkClientTrusted(chain, authType, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, CLIENT, Optional.empty(), () -> validation.checkClientTrusted(chain, authType));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        Optional<String> host = Optional.ofNullable(engine.getPeerHost());
        check(chain, SERVER, host, () -> validation.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, SERVER, Optional.empty(), () -> validation.checkServerTrusted(chain, authType, socket));
    }

    /** Asked when a session is resumed: the only check that neither the host nor the handshake has a part in. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (!resumed.holds(chain, authType)) {
            check(chain, SERVER, Optional.empty(), () -> validation.checkServerTrusted(chain, authType));
            resumed.trusted(chain, authType);
        }
    }

    private void check(X509Certificate[] chain, String purpose, Optional<String> host, Check check)
            throws CertificateException {
        Optional<PeerRefused> unseen = ChainBounds.exceeded(chain);
        if (unseen.isPresent()) {
            throw unseen.get().forLibrary();
        }
        try {
            check.run();
        } catch (CertificateException refusal) {
            List<X509Certificate> shown = List.of(chain);
            throw new ChainDiagnosis(shown, List.of(getAcceptedIssuers()), acquainted.get(), purpose, host)
                    .of(refusal)
                    .forLibrary();
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return validation.getAcceptedIssuers();
    }
}
