/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.gateway.key.KeyFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The responses of the real openssl ocsp, behind an HTTP server on the loopback (its own listens everywhere), as the real
 * openssl s_client is shown them.
 */
class OcspStaplingTest {
    private static final String EC = "ec -pkeyopt ec_paramgen_curve:P-256";
    private static final String GOOD = "Cert Status: good";
    private static final String NONE = "OCSP response: no response sent";
    private static final String BY_THE_CA = "-rsigner ca.pem -rkey ca.key";

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().plusSeconds(60));
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String answering = BY_THE_CA + " -ndays 1";
    private volatile int status = 200;
    private HttpServer responder;

    @BeforeEach
    void start() throws Exception {
        responder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        responder.createContext("/ocsp", this::answer);
        responder.createContext("/elsewhere", exchange -> {
            asked.addAndGet(1_000);
            exchange.close();
        });
        responder.start();
        run("req -x509 -newkey " + EC + " -nodes -subj /CN=CA -days 30 -keyout ca.key -out ca.pem");
        issue("door", "subjectAltName=DNS:localhost\nauthorityInfoAccess=OCSP;URI:" + location());
        // The issuer goes with it, as public CAs have it.
        Files.writeString(
                folder.resolve("chain.pem"),
                Files.readString(folder.resolve("door.pem")) + Files.readString(folder.resolve("ca.pem")));
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
        run("ca -config openssl.cnf -valid door.pem");
    }

    @AfterEach
    void stop() {
        responder.stop(0);
    }

    private String location() {
        return "http://127.0.0.1:" + responder.getAddress().getPort() + "/ocsp";
    }

    private String run(String arguments) throws Exception {
        return new OpenSsl(folder).run(arguments.split(" "));
    }

    private void issue(String name, String extensions) throws Exception {
        Files.writeString(folder.resolve(name + ".ext"), extensions + "\n");
        run("req -newkey " + EC + " -nodes -keyout " + name + ".key -subj /CN=" + name + " -out " + name + ".csr");
        run("x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca.key -days 20 -extfile " + name + ".ext -out " + name
                + ".pem");
        Files.setPosixFilePermissions(folder.resolve(name + ".key"), PosixFilePermissions.fromString("rw-------"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        int number = asked.incrementAndGet();
        try (exchange) {
            Path request = folder.resolve("request-" + number);
            Path response = folder.resolve("response-" + number);
            Files.write(request, exchange.getRequestBody().readAllBytes());
            if (answering.startsWith("-")) {
                run("ocsp -index index.txt -CA ca.pem -reqin " + request + " -respout " + response + " " + answering);
            } else {
                Files.writeString(response, answering);
            }
            byte[] body = Files.readAllBytes(response);
            exchange.getResponseHeaders().add("Location", location().replace("/ocsp", "/elsewhere"));
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException broken) {
            throw broken;
        } catch (Exception failed) {
            throw new IOException(failed);
        }
    }

    private DeviceTls door(String certificate) throws Exception {
        KeyFiles own =
                new KeyFiles(folder.resolve(certificate), Optional.of(folder.resolve("door.key")), Optional.empty());
        ListenerTls files =
                new ListenerTls(own, List.of(), Optional.empty(), Optional.empty(), ListenerTls.ClientAuth.NONE, true);
        return new DeviceTls("it", files, now::get, System::nanoTime);
    }

    private String visit(TlsServer server) throws Exception {
        Process client = new ProcessBuilder(
                        "openssl", "s_client", "-status", "-ign_eof", "-connect", "127.0.0.1:" + server.port())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        client.waitFor();
        assertThat(said).contains("welcome nobody");
        return said;
    }

    private void awaitStaple(TlsServer server) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(visit(server)).contains("OCSP Response Status: successful", GOOD));
    }

    /** Asks once more: a day and more later, so that it is due, and again while the answer before is still on its way. */
    private void askAgain(DeviceTls door) {
        int before = asked.get();
        now.set(now.get().plus(Duration.ofHours(13)));
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            now.set(now.get().plus(Duration.ofHours(1)));
            door.renew();
            return asked.get() > before;
        });
    }

    @Test
    void aGoodAnswerIsHandedOn() throws Exception {
        try (TlsServer server = new TlsServer(door("chain.pem")::protect)) {
            awaitStaple(server);
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void aResponderThatTheCaHasChargedMayAnswer() throws Exception {
        issue("responder", "extendedKeyUsage=OCSPSigning");
        answering = "-rsigner responder.pem -rkey responder.key -ndays 1";
        try (TlsServer server = new TlsServer(door("chain.pem")::protect)) {
            awaitStaple(server);
        }
    }

    @Test
    void anAnswerIsFetchedAnewAtHalfOfItsLifeAndDroppedAtItsEnd() throws Exception {
        DeviceTls door = door("chain.pem");
        try (TlsServer server = new TlsServer(door::protect)) {
            awaitStaple(server);
            now.set(now.get().plus(Duration.ofHours(11)));
            door.renew();
            assertThat(asked).hasValue(1);
            status = 500;
            now.set(now.get().plus(Duration.ofHours(2)));
            door.renew();
            await().atMost(Duration.ofSeconds(20)).until(() -> asked.get() == 2);
            assertThat(visit(server)).contains(GOOD);
            now.set(now.get().plus(Duration.ofHours(12)));
            assertThat(visit(server)).contains(NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "-rsigner other.pem -rkey other.key -ndays 1",
                "-rsigner uncharged.pem -rkey uncharged.key -ndays 1",
                BY_THE_CA,
            })
    void whatCannotBeVerifiedIsNotHandedOn(String answer) throws Exception {
        run("req -x509 -newkey " + EC + " -nodes -subj /CN=CA -days 30 -keyout other.key -out other.pem");
        issue("uncharged", "extendedKeyUsage=serverAuth");
        answering = answer;
        DeviceTls door = door("chain.pem");
        try (TlsServer server = new TlsServer(door::protect)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> asked.get() == 1);
            askAgain(door);
            assertThat(visit(server)).contains(NONE);
        }
    }

    @Test
    void anAnswerThatIsTooLargeOrLeadsElsewhereIsNotTaken() throws Exception {
        answering = "x".repeat(100_000);
        DeviceTls door = door("chain.pem");
        try (TlsServer server = new TlsServer(door::protect)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> asked.get() == 1);
            assertThat(visit(server)).contains(NONE);
            answering = BY_THE_CA + " -ndays 1";
            status = 302;
            askAgain(door);
            assertThat(visit(server)).contains(NONE);
            assertThat(asked).hasValueLessThan(1_000);
        }
    }

    @Test
    void aRevocationTakesTheGoodAnswerBack() throws Exception {
        DeviceTls door = door("chain.pem");
        try (TlsServer server = new TlsServer(door::protect)) {
            awaitStaple(server);
            run("ca -config openssl.cnf -revoke door.pem");
            now.set(now.get().plus(Duration.ofHours(13)));
            door.renew();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(visit(server)).contains(NONE));
        }
    }

    @Test
    void withoutAnIssuerOrAResponderDevicesAreServedAllTheSame() throws Exception {
        try (TlsServer server = new TlsServer(door("door.pem")::protect)) {
            assertThat(visit(server)).contains(NONE);
        }
        assertThat(asked).hasValue(0);
        responder.stop(0);
        try (TlsServer server = new TlsServer(door("chain.pem")::protect)) {
            assertThat(visit(server)).contains(NONE);
        }
    }
}
