/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.certs.Validity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are renewed under the feet of sessions that live, and none of them notices. */
class RenewalIT {
    private static final String CONNECT = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final String CONNACK = "20 02 0000";

    @TempDir
    Path folder;

    private Certificates certificates;
    private Mosquitto mosquitto;
    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        certificates = Certificates.in(folder);
        certificates.server("door", List.of("door-1"), List.of("127.0.0.1"), Certificates.VALID);
        mosquitto = Mosquitto.start(certificates);
        String listeners =
                "listeners += { name = tls, bind = \"127.0.0.1:0\", tls { certificate = door.pem, key = door.key } }\n";
        gateway = GatewayProcess.start(
                GatewayConfigText.mutualTls(
                        mosquitto.port(), certificates, listeners + GatewayConfigText.ALLOW_EVERYTHING),
                folder);
    }

    @AfterEach
    void stop() {
        gateway.close();
        mosquitto.close();
    }

    private void move(String from, String to) throws IOException {
        Files.move(certificates.file(from), certificates.file(to), StandardCopyOption.REPLACE_EXISTING);
    }

    private void reload() throws Exception {
        gateway.signal("HUP");
    }

    /** The name in the certificate that the TLS listener shows. */
    private String shown() throws Exception {
        SSLContext context = certificates.clientContext("");
        try (SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), gateway.port("tls"))) {
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectAlternativeNames().iterator().next().get(1).toString();
        }
    }

    private void awaitShown(String name) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(shown()).isEqualTo(name));
    }

    private void awaitUser(String username, int times) {
        await("mosquitto sees " + username).atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        Files.readString(certificates.file("mosquitto.log")).split("u'" + username + "'", -1))
                .hasSize(times + 1));
    }

    private static void isAlive(Wire device) throws IOException {
        device.says("c0 00").sees("d0 00");
    }

    @Test
    void theGatewaysOwnCertificateChangesBetweenTwoConnects() throws Exception {
        certificates.client("renewed", "gateway-2");
        try (Wire early = Wire.to(gateway.port()).says(CONNECT).sees(CONNACK)) {
            awaitUser("gateway", 1);
            move("renewed.key", "gateway.key");
            reload();
            gateway.awaitLog("event=certificate-unusable of=\"upstream.tls\"");
            gateway.awaitLog("gateway.key is not the key of");
            try (Wire between = Wire.to(gateway.port())) {
                between.says("10 10 0004'MQTT' 04 02 003c 0004'dev2'").sees(CONNACK);
                awaitUser("gateway", 2);
            }
            // Without anybody saying so.
            move("renewed.pem", "gateway.pem");
            gateway.awaitLog("event=certificate-renewed of=\"upstream.tls\"");
            try (Wire late = Wire.to(gateway.port())) {
                late.says("10 10 0004'MQTT' 04 02 003c 0004'dev3'").sees(CONNACK);
                awaitUser("gateway-2", 1);
            }
            isAlive(early);
        }
    }

    @Test
    void aListenersCertificateChangesWithoutAnEnd() throws Exception {
        certificates.server("renewed", List.of("door-2"), List.of("127.0.0.1"), Certificates.VALID);
        awaitShown("door-1");
        try (Wire early = Wire.to(gateway.port()).says(CONNECT).sees(CONNACK)) {
            move("renewed.key", "door.key");
            move("renewed.pem", "door.pem");
            reload();
            awaitShown("door-2");
            Files.writeString(certificates.file("door.pem"), "half a cert");
            reload();
            gateway.awaitLog("event=certificate-unusable of=\"listener tls\"");
            awaitShown("door-2");
            isAlive(early);
        }
    }

    private HttpResponse<String> readiness(GatewayProcess of) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + of.port("admin") + "/readyz"))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aRefusedRenewalIsSaidByReadinessAndDevicesAreServed() throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(readiness(gateway).body()).isEqualTo("ready\n"));
        Files.writeString(certificates.file("door.pem"), "half a cert");
        await().atMost(Duration.ofSeconds(25))
                .untilAsserted(() -> assertThat(readiness(gateway).body())
                        .startsWith("ready\nlistener tls: refused: ")
                        .contains("door.pem holds no certificate", "; the one before stays in use until 20"));
        assertThat(readiness(gateway).statusCode()).isEqualTo(200);
        HttpRequest metrics = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port("admin") + "/metrics"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(metrics, HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("sluice_certificates_refused 1.0");
    }

    @Test
    void anExpiredCertificateIsNotReady() throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(readiness(gateway).body()).isEqualTo("ready\n"));
        Instant now = Instant.now();
        certificates.server(
                "brief",
                List.of("door-1"),
                List.of("127.0.0.1"),
                new Validity(now.minusSeconds(60), now.plusSeconds(20)));
        move("brief.key", "door.key");
        move("brief.pem", "door.pem");
        reload();
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            HttpResponse<String> readiness = readiness(gateway);
            assertThat(readiness.body()).startsWith("ready\nlistener tls: expires at ");
            assertThat(readiness.statusCode()).isEqualTo(200);
        });
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            HttpResponse<String> readiness = readiness(gateway);
            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(readiness.body()).startsWith("a certificate has expired\nlistener tls: expired at ");
        });
    }
}
