/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import io.sluice.certs.KeyFile;
import io.sluice.certs.Pem;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    @TempDir
    Path folder;

    @Test
    void takesNothingButTlsWithACertificateOfItsCa() throws Exception {
        DemoCertificates certificates = DemoCertificates.in(folder);
        try (EmbeddedBroker broker = EmbeddedBroker.mutualTls(
                folder,
                certificates.broker().key(),
                certificates.broker().chain(),
                certificates.authority().certificate())) {
            assertThat(client(broker)
                            .sslConfig(tls(true))
                            .buildBlocking()
                            .connect()
                            .getReturnCode())
                    .isEqualTo(Mqtt3ConnAckReturnCode.SUCCESS);
            Mqtt3BlockingClient anonymous = client(broker).sslConfig(tls(false)).buildBlocking();
            assertThatThrownBy(anonymous::connect).isInstanceOf(RuntimeException.class);
            Mqtt3BlockingClient plain = client(broker).buildBlocking();
            assertThatThrownBy(plain::connect).isInstanceOf(RuntimeException.class);
        }
    }

    private static com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder client(EmbeddedBroker broker) {
        return Mqtt3Client.builder()
                .identifier("tester")
                .serverHost("127.0.0.1")
                .serverPort(broker.port());
    }

    private MqttClientSslConfig tls(boolean withCertificate) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("ca", Pem.readCertificate(folder.resolve("ca.pem")));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(trust);
        var config = MqttClientSslConfig.builder().trustManagerFactory(trusted);
        if (withCertificate) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("gateway", KeyFile.read(folder.resolve("gateway.key")), new char[0], new Certificate[] {
                Pem.readCertificate(folder.resolve("gateway.pem"))
            });
            KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
            own.init(keys, new char[0]);
            config = config.keyManagerFactory(own);
        }
        return config.build();
    }
}
