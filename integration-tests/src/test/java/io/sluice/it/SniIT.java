/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One listener under several names, each with its certificate, as the real openssl sees it. */
class SniIT {
    @TempDir
    Path folder;

    private ScriptedBroker broker;
    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        Certificates.in(folder);
        OpenSsl openssl = new OpenSsl(folder);
        openssl.issue("main", "/CN=main", "subjectAltName=DNS:gate.example,IP:127.0.0.1");
        openssl.issue("lamps", "-newkey rsa:2048", "/CN=lamps", "subjectAltName=DNS:*.lamps.example");
        openssl.issue("lock", "/CN=lock", "subjectAltName=DNS:lock.example,DNS:front.lamps.example");
        broker = new ScriptedBroker();
        gateway = GatewayProcess.start(
                GatewayConfigText.plain(
                        broker.port(),
                        """
                        listeners = [ { name = lan, bind = "127.0.0.1:0"
                          tls { certificate = main.pem, key = main.key, client-ca = ca.pem
                                sni = [ { certificate = lamps.pem, key = lamps.key }
                                        { certificate = lock.pem, key = lock.key } ] } } ]
                        """
                                + GatewayConfigText.ALLOW_EVERYTHING),
                folder);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        broker.close();
    }

    /** What openssl says of a handshake; the device asks for no name when that is empty. */
    private String visit(String name, String more) throws Exception {
        String asking = name.isEmpty() ? "-noservername" : "-servername " + name;
        Process client =
                new OpenSsl(folder).start("s_client -connect 127.0.0.1:" + gateway.port() + " " + asking + " " + more);
        // The gateway hangs up on what is no CONNECT.
        client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        client.waitFor();
        return said;
    }

    @Test
    void theCertificateForTheNameIsShown() throws Exception {
        String table =
                """
                - main
                gate.example main
                elsewhere.example main
                hall.lamps.example lamps
                HALL.Lamps.Example lamps
                a.hall.lamps.example main
                lock.example lock
                front.lamps.example lock
                """;
        for (String row : table.lines().toList()) {
            List<String> expected = List.of(row.split(" ", 2));
            String name = expected.get(0).replace("-", "");
            for (String version : List.of("-tls1_2", "-tls1_3")) {
                assertThat(visit(name, version + " -CAfile ca.pem -cert gateway.pem -key gateway.key"))
                        .as(row)
                        .contains("subject=CN = " + expected.get(1) + "\n", "Verify return code: 0 (ok)");
            }
        }
    }

    @Test
    void noNameLetsADeviceInWithoutItsCertificate() throws Exception {
        for (String name : List.of("", "lock.example", "hall.lamps.example", "gate.example")) {
            for (String version : List.of("-tls1_2", "-tls1_3")) {
                assertThat(visit(name, version))
                        .as(name)
                        .containsAnyOf("alert certificate required", "alert handshake failure");
            }
        }
        assertThat(gateway.flows()).isNotEmpty().allMatch(flow -> flow.contains("\"end_reason\":\"device-tls\""));
    }

    @Test
    void aDeviceThatSpeaksNoTlsIsSaid() throws Exception {
        try (Wire plain = Wire.to(gateway.port())) {
            plain.says("10 10 0004'MQTT' 04 02 003c 0004'dev1'");
            assertThat(plain.rest()).hasSizeLessThan(16);
        }
        assertThat(gateway.awaitLog("event=device-tls-failed")).contains("does not speak TLS");
        gateway.awaitFlow("\"end_reason\":\"device-tls\"");
    }

    @Test
    void eachIsRenewedByItselfAndItsEndIsCounted() throws Exception {
        new OpenSsl(folder).issue("next", "/CN=next", "subjectAltName=DNS:new.example");
        Files.move(folder.resolve("next.key"), folder.resolve("lock.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(folder.resolve("next.pem"), folder.resolve("lock.pem"), StandardCopyOption.REPLACE_EXISTING);
        String with = "-tls1_3 -CAfile ca.pem -cert gateway.pem -key gateway.key";
        await().atMost(Duration.ofSeconds(25))
                .untilAsserted(() -> assertThat(visit("new.example", with)).contains("subject=CN = next\n"));
        assertThat(visit("lock.example", with)).contains("subject=CN = main\n");
        HttpRequest metrics = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port("admin") + "/metrics"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(metrics, HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains(
                        "sluice_certificate_expiry_seconds{certificate=\"listener lan\"} 2",
                        "sluice_certificate_expiry_seconds{certificate=\"listener lan sni[0]\"} 2",
                        "sluice_certificate_expiry_seconds{certificate=\"listener lan sni[1]\"} 2",
                        "sluice_certificate_expiry_seconds{certificate=\"listener lan client-ca\"} 2");
    }
}
