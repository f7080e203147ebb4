/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Where certificates to look at come from: a file in PEM, DER or PKCS#12, or a server that speaks TLS. */
final class CertificateSource {
    private static final Pattern SERVER = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:/]+):(\\d{1,5})");
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final long LARGEST_FILE = 1 << 20;

    private CertificateSource() {}

    /** The certificates of a file, or {@code host:port}, in their order there. */
    static List<X509Certificate> read(String what, Optional<Path> passwordFile) throws Refusal {
        Path file = Path.of(what);
        if (Files.exists(file)) {
            return file(file, passwordFile);
        }
        Matcher server = SERVER.matcher(what);
        if (!server.matches()) {
            throw new Refusal(what + " is neither a file that is there nor a server; write host:port for a server");
        }
        return live(server.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(server.group(2)));
    }

    private static List<X509Certificate> file(Path file, Optional<Path> passwordFile) throws Refusal {
        byte[] bytes;
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new Refusal(file + " is too large for certificates");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new Refusal(file + " cannot be read", unreadable);
        }
        try {
            List<X509Certificate> found = certificates(
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes)));
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException notOfThatForm) {
            // A PKCS#12 file, perhaps.
        }
        return keyStore(file, bytes, passwordFile);
    }

    private static List<X509Certificate> keyStore(Path file, byte[] bytes, Optional<Path> passwordFile) throws Refusal {
        try (InputStream in = new ByteArrayInputStream(bytes)) {
            char[] password = passwordFile.isEmpty()
                    ? new char[0]
                    : Files.readString(passwordFile.get(), StandardCharsets.UTF_8)
                            .stripTrailing()
                            .toCharArray();
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            List<X509Certificate> found = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                Certificate[] chain = store.getCertificateChain(alias);
                found.addAll(certificates(chain == null ? List.of(store.getCertificate(alias)) : List.of(chain)));
            }
            if (!found.isEmpty()) {
                return found;
            }
        } catch (IOException | GeneralSecurityException notThatEither) {
            if (notThatEither.getCause() instanceof java.security.UnrecoverableKeyException) {
                throw new Refusal(file + " wants another password; write it to a file and name that: --password-file");
            }
        }
        throw new Refusal(file + " holds no certificate in PEM, DER or PKCS#12 form");
    }

    private static List<X509Certificate> certificates(Iterable<? extends Certificate> certificates) {
        List<X509Certificate> found = new ArrayList<>();
        certificates.forEach(certificate -> found.add((X509Certificate) certificate));
        return found;
    }

    private static List<X509Certificate> live(String host, int port) throws Refusal {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            plain.setSoTimeout(TIMEOUT_MILLIS);
            SSLContext context = SSLContext.getInstance("TLS");
            Looker looker = new Looker();
            context.init(null, new TrustManager[] {looker}, null);
            try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
                tls.startHandshake();
            } catch (IOException failed) {
                // A server that wants a certificate has shown its own before it says so.
                if (looker.seen.isEmpty()) {
                    throw new Refusal(host + ":" + port + " does not speak TLS: " + failed.getMessage(), failed);
                }
            }
            return looker.seen;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unreachable) {
            throw new Refusal(host + ":" + port + " cannot be reached: " + unreachable.getMessage(), unreachable);
        }
    }

    /** Looks at what a server shows and trusts it to nothing: no byte is exchanged behind the handshake. */
    private static final class Looker implements X509TrustManager {
        private List<X509Certificate> seen = List.of();

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("nobody is served here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            seen = List.of(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
