/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The answers of the real openssl ocsp, behind an HTTP server on the loopback, reach devices that ask for them. */
class StaplingIT {
    @TempDir
    Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private OpenSsl openssl;
    private HttpServer responder;

    @BeforeEach
    void start() throws Exception {
        Certificates.in(folder);
        openssl = new OpenSsl(folder);
        responder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        responder.createContext("/", this::answer);
        responder.start();
        String location = "http://127.0.0.1:" + responder.getAddress().getPort() + "/";
        openssl.issue("door", "/CN=door", "subjectAltName=IP:127.0.0.1\nauthorityInfoAccess=OCSP;URI:" + location);
        Files.createFile(folder.resolve("index.txt"));
        Files.writeString(
                folder.resolve("openssl.cnf"),
                """
                [ca]
                default_ca = own
                [own]
                database = index.txt
                certificate = ca.pem
                private_key = ca.key
                default_md = sha256
                """);
        openssl.run("ca -config openssl.cnf -valid door.pem");
    }

    @AfterEach
    void stop() {
        responder.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        try (exchange) {
            Files.write(folder.resolve("request"), exchange.getRequestBody().readAllBytes());
            openssl.run("ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -ndays 1"
                    + " -reqin request -respout response");
            byte[] response = Files.readAllBytes(folder.resolve("response"));
            exchange.sendResponseHeaders(200, response.length);
            exchange.getResponseBody().write(response);
        } catch (IOException broken) {
            throw broken;
        } catch (Exception failed) {
            throw new IOException(failed);
        }
    }

    private GatewayProcess gateway(ScriptedBroker broker, String stapling) throws IOException {
        return GatewayProcess.start(
                GatewayConfigText.plain(
                        broker.port(),
                        "listeners = [ { name = lan, bind = \"127.0.0.1:0\", tls { certificate = door.pem, key = door.key,"
                                + " client-ca = ca.pem, client-auth = want" + stapling + " } } ]\n"
                                + GatewayConfigText.ALLOW_EVERYTHING),
                folder);
    }

    private String visit(GatewayProcess gateway) throws Exception {
        Process client = openssl.start("s_client -status -CAfile ca.pem -connect 127.0.0.1:" + gateway.port());
        // The gateway hangs up on what is no CONNECT.
        client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        client.waitFor();
        return said;
    }

    @Test
    void aDeviceThatAsksIsShownThatTheCertificateIsGood() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker, "")) {
            // The issuer is not in the file of the chain, but it is the devices' CA too.
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(visit(gateway))
                    .contains("OCSP Response Status: successful", "Cert Status: good", "Verify return code: 0 (ok)"));
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void nobodyIsAskedWhereStaplingIsOff() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker, ", ocsp-stapling = off")) {
            assertThat(visit(gateway)).contains("OCSP response: no response sent");
            assertThat(asked).hasValue(0);
        }
    }
}
