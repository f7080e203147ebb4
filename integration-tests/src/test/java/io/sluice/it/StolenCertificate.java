/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import io.sluice.certs.KeyFile;
import io.sluice.certs.Pem;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** Speaks TLS with a certificate of somebody else, whose key it does not have: it signs with one of its own. */
final class StolenCertificate extends X509ExtendedKeyManager {
    private static final String ALIAS = "stolen";

    private final X509Certificate certificate;
    private final PrivateKey key;

    private StolenCertificate(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    static SSLContext context(Path folder, String certificate, String key) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null);
        trusted.setCertificateEntry("ca", Pem.readCertificate(folder.resolve("ca.pem")));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        StolenCertificate stolen = new StolenCertificate(
                Pem.readCertificate(folder.resolve(certificate)), KeyFile.read(folder.resolve(key)));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {stolen}, trust.getTrustManagers(), null);
        return context;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public String chooseEngineClientAlias(String[] keyType, Principal[] issuers, SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {certificate};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key;
    }
}
