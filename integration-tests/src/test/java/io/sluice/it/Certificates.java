/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import io.sluice.certs.CertificateAuthority;
import io.sluice.certs.KeyFile;
import io.sluice.certs.Pem;
import io.sluice.certs.Validity;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** A folder with a CA ({@code ca.pem}), a broker's certificate ({@code broker.*}) and the gateway's ({@code gateway.*}). */
final class Certificates {
    static final Validity VALID = Validity.days(30, InstantSource.system());

    private final CertificateAuthority ca;
    private final Path folder;

    private Certificates(CertificateAuthority ca, Path folder) {
        this.ca = ca;
        this.folder = folder;
    }

    static Certificates in(Path folder) throws Exception {
        CertificateAuthority ca = CertificateAuthority.create("integration test CA", VALID);
        ca.write(folder.resolve("ca.pem"), folder.resolve("ca.key"));
        Certificates certificates = new Certificates(ca, folder);
        certificates.server("broker", List.of("localhost"), List.of("127.0.0.1"), VALID);
        ca.issueClient("gateway", VALID).write(folder.resolve("gateway.pem"), folder.resolve("gateway.key"));
        return certificates;
    }

    /** Issues a client's certificate as {@code name.pem} and {@code name.key}. */
    void client(String name, String commonName) throws Exception {
        ca.issueClient(commonName, VALID).write(file(name + ".pem"), file(name + ".key"));
    }

    /** Issues a server's certificate as {@code name.pem} and {@code name.key}. */
    void server(String name, List<String> dns, List<String> addresses, Validity validity) throws Exception {
        List<InetAddress> parsed = new java.util.ArrayList<>();
        for (String address : addresses) {
            parsed.add(InetAddress.getByName(address));
        }
        ca.issueServer(name, dns, parsed, validity).write(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
    }

    /** How a server with the certificate of that name speaks TLS; of clients it asks none. */
    SSLContext serverContext(String name) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null);
        Certificate[] chain = {Pem.readCertificate(file(name + ".pem"))};
        keys.setKeyEntry(name, KeyFile.read(file(name + ".key")), new char[0], chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    /** How a client speaks TLS that trusts the CA and shows the certificate of that name; none if the name is empty. */
    SSLContext clientContext(String name) throws Exception {
        return clientContext(name, trust());
    }

    /** How a client speaks TLS that trusts as given. */
    SSLContext clientContext(String name, X509ExtendedTrustManager trust) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null);
        if (!name.isEmpty()) {
            Certificate[] chain = {Pem.readCertificate(file(name + ".pem"))};
            keys.setKeyEntry(name, KeyFile.read(file(name + ".key")), new char[0], chain);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), new TrustManager[] {trust}, null);
        return context;
    }

    /** Trust in the CA. */
    X509ExtendedTrustManager trust() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null);
        trusted.setCertificateEntry("ca", Pem.readCertificate(file("ca.pem")));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        return (X509ExtendedTrustManager) trust.getTrustManagers()[0];
    }

    Path folder() {
        return folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }
}
