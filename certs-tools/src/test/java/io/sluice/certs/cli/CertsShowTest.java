/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.certs.CertificateAuthority;
import io.sluice.certs.KeyFile;
import io.sluice.certs.OpenSsl;
import io.sluice.certs.Pem;
import io.sluice.certs.Validity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertsShowTest {
    private final Instant now = Instant.now();

    @TempDir
    Path dir;

    private final StringWriter said = new StringWriter();
    private CertificateAuthority ca;

    @BeforeEach
    void makeCa() throws Exception {
        ca = CertificateAuthority.create("home CA", validity(-1, 400));
        ca.write(dir.resolve("ca.pem"), dir.resolve("ca.key"));
        server("broker", validity(-1, 300));
    }

    private Validity validity(int from, int to) {
        return new Validity(now.plus(Duration.ofDays(from)), now.plus(Duration.ofDays(to)));
    }

    private void server(String name, Validity validity) throws Exception {
        ca.issueServer(name, List.of(name + ".lan"), List.of(InetAddress.getByName("10.0.0.2")), validity)
                .write(dir.resolve(name + ".pem"), dir.resolve(name + ".key"));
    }

    private void openssl(Object... arguments) throws Exception {
        OpenSsl.Outcome outcome = OpenSsl.run(arguments);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    private int show(Object... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "show";
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i].toString();
        }
        CommandLineOf line = new CommandLineOf(said);
        return line.execute(all);
    }

    /** The command with everything that it says in one place. */
    private static final class CommandLineOf extends picocli.CommandLine {
        CommandLineOf(StringWriter said) {
            super(new CertsCommand());
            setOut(new PrintWriter(said, true));
            setErr(new PrintWriter(said, true));
        }
    }

    @Test
    void aPersonReadsWhatItIsForAndHowLong() {
        assertThat(show(dir.resolve("broker.pem"))).isZero();
        assertThat(said.toString())
                .contains("subject:  CN=broker", "issuer:   CN=home CA", "names:    broker.lan, 10.0.0.2")
                .contains("299 days left", "key:      EC, 256 bits", "use:      server", "signed:   SHA256withECDSA")
                .doesNotContain("problem:");
        assertThat(show(dir.resolve("ca.pem"))).isZero();
        assertThat(said.toString()).contains("issuer:   itself", "use:      CA");
    }

    @Test
    void everyFormOfFileIsRead() throws Exception {
        openssl("x509", "-in", dir.resolve("broker.pem"), "-outform", "DER", "-out", dir.resolve("broker.der"));
        assertThat(show(dir.resolve("broker.der"))).isZero();
        Path password = Files.writeString(dir.resolve("password"), "quark\n");
        openssl(
                "pkcs12",
                "-export",
                "-in",
                dir.resolve("broker.pem"),
                "-inkey",
                dir.resolve("broker.key"),
                "-certfile",
                dir.resolve("ca.pem"),
                "-passout",
                "file:" + password,
                "-out",
                dir.resolve("broker.p12"));
        assertThat(show(dir.resolve("broker.p12"), "--password-file", password)).isZero();
        assertThat(said.toString().split("subject:  CN=broker", -1)).hasSize(3);
        assertThat(show(dir.resolve("broker.p12"))).isEqualTo(2);
        assertThat(said.toString())
                .contains("broker.p12 wants another password; write it to a file")
                .doesNotContain("quark");
    }

    @Test
    void whatBreaksSoonOrIsBrokenIsSaid() throws Exception {
        server("soon", validity(-1, 10));
        assertThat(show(dir.resolve("soon.pem"))).isEqualTo(1);
        assertThat(said.toString()).contains("problem:  it ends ", ": renew it before");
        server("over", validity(-10, -1));
        assertThat(show(dir.resolve("over.pem"))).isEqualTo(1);
        assertThat(said.toString()).contains("(over)", "problem:  it ended ", ": nobody accepts it any more");
        server("early", validity(1, 100));
        assertThat(show(dir.resolve("early.pem"))).isEqualTo(1);
        assertThat(said.toString()).contains("problem:  it begins ", "is this machine's clock right?");
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:1024",
                "-nodes",
                "-subj",
                "/CN=old\u0007",
                "-days",
                "90",
                "-keyout",
                dir.resolve("old.key"),
                "-out",
                dir.resolve("old.pem"));
        assertThat(show(dir.resolve("old.pem"))).isEqualTo(1);
        assertThat(said.toString())
                .contains("its RSA key of 1024 bits is too short")
                .doesNotContain("\u0007");
    }

    @Test
    void aChainThatIsNoneIsSaid() throws Exception {
        server("other", validity(-1, 300));
        Path mixed = Files.writeString(
                dir.resolve("mixed.pem"),
                Files.readString(dir.resolve("broker.pem")) + Files.readString(dir.resolve("other.pem")));
        assertThat(show(mixed)).isEqualTo(1);
        assertThat(said.toString()).contains("chain:    certificate 2 did not issue certificate 1");
    }

    @Test
    void whatIsNoCertificateIsRefused() throws Exception {
        assertThat(show(dir.resolve("broker.key"))).isEqualTo(2);
        assertThat(show(Files.createFile(dir.resolve("empty")))).isEqualTo(2);
        assertThat(show(dir)).isEqualTo(2);
        assertThat(show("no-such-file.pem")).isEqualTo(2);
        assertThat(said.toString())
                .contains("broker.key holds no certificate in PEM, DER or PKCS#12 form")
                .contains("no-such-file.pem is neither a file that is there nor a server")
                .doesNotContain("\tat ");
    }

    @Test
    void aServerIsAskedEvenIfItWantsACertificate() throws Exception {
        try (SSLServerSocket server = server()) {
            server.setNeedClientAuth(true);
            Thread serving = new Thread(() -> shakeHands(server));
            serving.start();
            assertThat(show("127.0.0.1:" + server.getLocalPort())).isZero();
            assertThat(said.toString()).contains("subject:  CN=broker", "names:    broker.lan");
            serving.join();
        }
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(show("127.0.0.1:" + port)).isEqualTo(2);
        assertThat(said.toString()).contains("127.0.0.1:" + port + " cannot be reached");
    }

    private SSLServerSocket server() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null);
        Certificate[] chain = {Pem.readCertificate(dir.resolve("broker.pem"))};
        keys.setKeyEntry("broker", KeyFile.read(dir.resolve("broker.key")), new char[0], chain);
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    private static void shakeHands(SSLServerSocket server) {
        try (SSLSocket socket = (SSLSocket) server.accept()) {
            socket.startHandshake();
        } catch (IOException refused) {
            assertThat(refused).isNotNull();
        }
    }
}
