/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.sluice.certs.Identity;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A broker for {@link Rehearsal}: says yes to everything, one connection after the other. */
record RehearsalBroker(ServerSocket door) {
    private static final int PATIENCE_MS = 20_000;
    private static final int LONGEST = 127;

    /** On loopback and any port, until the process ends. */
    static RehearsalBroker open(InetAddress loopback, Identity identity) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("JKS");
        keys.load(null, null);
        keys.setKeyEntry("broker", identity.key(), new char[0], identity.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        RehearsalBroker broker =
                new RehearsalBroker(tls.getServerSocketFactory().createServerSocket(0, 5, loopback));
        Thread thread = new Thread(broker::serve, "sluice-rehearsal-broker");
        thread.setDaemon(true);
        thread.start();
        return broker;
    }

    int port() {
        return door.getLocalPort();
    }

    private void serve() {
        while (true) {
            try (SSLSocket connection = (SSLSocket) door.accept()) {
                connection.setSoTimeout(PATIENCE_MS);
                serve(connection);
            } catch (IOException ended) {
                // The gateway looks whether a broker is there by dialling and hanging up.
            }
        }
    }

    private static void serve(SSLSocket connection) throws IOException {
        DataInputStream in = new DataInputStream(connection.getInputStream());
        for (int head = in.read(); head >= 0; head = in.read()) {
            // The packets of a rehearsal are short: one byte of remaining length.
            byte[] body = in.readNBytes(in.read() & LONGEST);
            connection.getOutputStream().write(answer(head >> 4, body));
        }
    }

    private static byte[] answer(int type, byte[] body) {
        HexFormat hex = HexFormat.of();
        return hex.parseHex(
                switch (type) {
                    case 1 -> "20020000";
                    case 3 -> "4002" + hex.formatHex(body, 3, 5);
                    case 8 -> "9003" + hex.formatHex(body, 0, 2) + "01";
                    case 12 -> "d000";
                    default -> "";
                });
    }
}
