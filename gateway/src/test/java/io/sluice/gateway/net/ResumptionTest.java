/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.certs.CertificateAuthority;
import io.sluice.certs.Validity;
import io.sluice.gateway.key.KeyFiles;
import io.sluice.gateway.key.KeyReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real openssl comes back with the ticket it was given. */
class ResumptionTest {
    private static final String WELCOME = "welcome CN=lock";

    @TempDir
    private Path folder;

    private final AtomicLong nanoTime = new AtomicLong(System.nanoTime());
    private OpenSsl openssl;

    @BeforeEach
    void makeCertificates() throws Exception {
        openssl = new OpenSsl(folder);
        Validity validity = Validity.days(30, InstantSource.system());
        CertificateAuthority ca = CertificateAuthority.create("CA", validity);
        ca.write(folder.resolve("ca.pem"), folder.resolve("ca.key"));
        ca.issueServer("door", List.of("localhost"), List.of(), validity)
                .write(folder.resolve("door.pem"), folder.resolve("door.key"));
        ca.issueClient("lock", validity).write(folder.resolve("lock.pem"), folder.resolve("lock.key"));
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
                default_crl_days = 30
                """);
        list();
    }

    private void list() throws Exception {
        openssl.run("ca", "-config", "openssl.cnf", "-gencrl", "-out", "new.crl");
        Files.move(folder.resolve("new.crl"), folder.resolve("ca.crl"), StandardCopyOption.REPLACE_EXISTING);
    }

    private ListenerTls files() {
        KeyFiles own =
                new KeyFiles(folder.resolve("door.pem"), Optional.of(folder.resolve("door.key")), Optional.empty());
        return new ListenerTls(
                own,
                List.of(),
                Optional.of(folder.resolve("ca.pem")),
                Optional.of(folder.resolve("ca.crl")),
                ListenerTls.ClientAuth.REQUIRE,
                false);
    }

    private DeviceTls door() throws Exception {
        return new DeviceTls("it", files(), InstantSource.system(), nanoTime::get);
    }

    private String visit(TlsServer server, String version, String... more) throws Exception {
        ProcessBuilder client = new ProcessBuilder(
                "openssl", "s_client", "-" + version, "-connect", "127.0.0.1:" + server.port(), "-CAfile", "ca.pem");
        client.command().addAll(List.of("-cert", "lock.pem", "-key", "lock.key", "-ign_eof", "-sess_out", "new"));
        client.command().addAll(List.of(more));
        Process process =
                client.directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    /** Comes for the first time, and keeps the ticket. */
    private void first(TlsServer server, String version) throws Exception {
        assertThat(visit(server, version)).contains("New, TLSv1.", WELCOME);
        Files.move(folder.resolve("new"), folder.resolve("ticket"), StandardCopyOption.REPLACE_EXISTING);
    }

    private String again(TlsServer server, String version) throws Exception {
        return visit(server, version, "-sess_in", "ticket");
    }

    private void hoursPass(int hours, DeviceTls door) {
        for (int hour = 0; hour < hours; hour++) {
            nanoTime.addAndGet(java.time.Duration.ofHours(1).toNanos());
            door.renew();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void aTicketIsGoodUntilTheSecondRotationAfterIt(String version) throws Exception {
        assumeTrue(io.netty.handler.ssl.OpenSsl.isAvailable(), "the JDK turns the keys of its tickets itself");
        DeviceTls door = door();
        try (TlsServer server = new TlsServer(door::protect)) {
            first(server, version);
            assertThat(again(server, version)).contains("Reused, TLSv1.", WELCOME);
            hoursPass(4, door);
            assertThat(again(server, version)).contains("Reused, TLSv1.", WELCOME);
            hoursPass(4, door);
            assertThat(again(server, version)).contains("Reused, TLSv1.", WELCOME);
            hoursPass(4, door);
            assertThat(again(server, version)).contains("New, TLSv1.", WELCOME);
            assertThat(server.failures()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void aTicketDoesNotOutliveTheListThatNamesItsDevice(String version) throws Exception {
        DeviceTls door = door();
        try (TlsServer server = new TlsServer(door::protect)) {
            first(server, version);
            openssl.run("ca", "-config", "openssl.cnf", "-revoke", "lock.pem");
            list();
            door.renew();
            assertThat(again(server, version)).doesNotContain("Reused", "welcome");
            assertThat(server.failures()).singleElement().asString().contains("is revoked");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void aTicketDoesNotOutliveTheCaOfItsDevice(String version) throws Exception {
        DeviceTls door = door();
        try (TlsServer server = new TlsServer(door::protect)) {
            first(server, version);
            CertificateAuthority other =
                    CertificateAuthority.create("other CA", Validity.days(30, InstantSource.system()));
            other.write(folder.resolve("other.pem"), folder.resolve("other.key"));
            Files.move(folder.resolve("ca.pem"), folder.resolve("old.pem"));
            Files.move(folder.resolve("other.pem"), folder.resolve("ca.pem"));
            door.renew();
            assertThat(again(server, version)).doesNotContain("Reused", "welcome");
            assertThat(server.failures()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void aNewCertificateOfTheListenerTakesNoTicketsOfTheOneBefore(String version) throws Exception {
        DeviceTls door = door();
        try (TlsServer server = new TlsServer(door::protect)) {
            first(server, version);
            CertificateAuthority.load(folder.resolve("ca.pem"), folder.resolve("ca.key"))
                    .issueServer("door", List.of("localhost"), List.of(), Validity.days(20, InstantSource.system()))
                    .write(folder.resolve("door.pem"), folder.resolve("door.key"));
            door.renew();
            assertThat(again(server, version)).contains("New, TLSv1.", WELCOME);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void whoResumesIsVerifiedLikeWhoComesForTheFirstTime(String version) throws Exception {
        AtomicBoolean expired = new AtomicBoolean();
        KeyFiles own = files().own();
        ServerCertificate door = new ServerCertificate(
                new Renewable<>(
                        "door",
                        own.files(),
                        InstantSource.system(),
                        () -> new KeyReader(InstantSource.system()).read(own),
                        TlsContexts::expiry),
                Optional.of(new Renewable<>(
                        "trust",
                        List.of(),
                        InstantSource.system(),
                        () -> new Trust(new Flipping(expired), Instant.MAX),
                        Trust::expiry)),
                files(),
                InstantSource.system(),
                nanoTime::get);
        try (TlsServer server = new TlsServer(device -> device.pipeline().addLast(door.newHandler(device.alloc())))) {
            first(server, version);
            assertThat(again(server, version)).contains("Reused", WELCOME);
            expired.set(true);
            assertThat(again(server, version)).doesNotContain("welcome");
            assertThat(server.failures()).singleElement().asString().contains("has expired");
        }
    }
}
