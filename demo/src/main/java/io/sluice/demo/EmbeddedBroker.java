/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;

/**
 * Apache Artemis inside this JVM, speaking MQTT on a port of 127.0.0.1 that the system chose. Keeps everything in memory
 * and opens nothing else.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private final ActiveMQServer server;
    private final int port;

    private EmbeddedBroker(ActiveMQServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** A broker that speaks plaintext. */
    public static EmbeddedBroker plain() throws IOException {
        return start("");
    }

    /**
     * A broker that takes nothing but TLS with a client certificate.
     *
     * @param folder for its key stores, which it leaves there
     * @param trusted the CA of its clients
     */
    public static EmbeddedBroker mutualTls(
            Path folder, PrivateKey key, List<X509Certificate> chain, X509Certificate trusted)
            throws IOException, GeneralSecurityException {
        byte[] secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("broker", key, password.toCharArray(), chain.toArray(Certificate[]::new));
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("ca", trusted);
        Path keyFile = store(folder.resolve("broker.p12"), keys, password);
        Path trustFile = store(folder.resolve("trust.p12"), trust, password);
        return start(";sslEnabled=true;needClientAuth=true;sslProvider=JDK;enabledProtocols=TLSv1.3,TLSv1.2"
                + ";keyStoreType=PKCS12;keyStorePath=" + keyFile + ";keyStorePassword=" + password
                + ";trustStoreType=PKCS12;trustStorePath=" + trustFile + ";trustStorePassword=" + password);
    }

    private static Path store(Path file, KeyStore store, String password) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }

    private static EmbeddedBroker start(String tls) throws IOException {
        try {
            Configuration config = new ConfigurationImpl()
                    .setPersistenceEnabled(false)
                    .setSecurityEnabled(false)
                    .setJMXManagementEnabled(false)
                    .setMessageCounterEnabled(false)
                    .setGracefulShutdownEnabled(false)
                    // Of the disk nothing is used; how full it is does not matter.
                    .setMaxDiskUsage(-1)
                    .addAcceptorConfiguration("mqtt", "tcp://127.0.0.1:0?protocols=MQTT;useEpoll=false" + tls);
            ActiveMQServer server = ActiveMQServers.newActiveMQServer(config);
            server.start();
            int port = server.getRemotingService().getAcceptor("mqtt").getActualPort();
            return new EmbeddedBroker(server, port);
        } catch (Exception failed) {
            // Artemis declares no more than that.
            throw new IOException("the embedded broker does not start: " + failed.getMessage(), failed);
        }
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IOException("the embedded broker does not stop: " + failed.getMessage(), failed);
        }
    }
}
