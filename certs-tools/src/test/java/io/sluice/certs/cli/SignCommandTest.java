/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.certs.KeyFile;
import io.sluice.certs.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignCommandTest {
    @TempDir
    Path dir;

    private CertsRun run;

    @BeforeEach
    void makeCa() {
        run = new CertsRun(dir);
        run.good("ca");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-256", "ed25519"})
    void aDeviceThatKeepsItsKeyGetsACertificate(String kind) throws Exception {
        Path csr = request("lamp", "/CN=lamp", kind);
        run.good("sign", csr);
        assertThat(run.verify("sslclient", "lamp").output()).endsWith("OK\n");
        assertThat(KeyFile.belongTogether(
                        KeyFile.read(dir.resolve("lamp.secret")), Pem.readCertificate(dir.resolve("lamp.pem"))))
                .isTrue();
        assertThat(dir.resolve("lamp.key")).doesNotExist();
    }

    @Test
    void aRequestInDerFormIsReadToo() throws Exception {
        Path csr = request("lamp", "/CN=lamp", "rsa:2048");
        CertsRun.openssl("req", "-in", csr, "-outform", "DER", "-out", dir.resolve("lamp.der"));
        run.good("sign", dir.resolve("lamp.der"));
    }

    @Test
    void nothingOfTheRequestIsTakenButItsKeyAndItsName() throws Exception {
        Path csr = dir.resolve("greedy.csr");
        CertsRun.openssl(
                "req",
                "-new",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/O=Bank/CN=greedy",
                "-addext",
                "basicConstraints=critical,CA:TRUE",
                "-addext",
                "subjectAltName=DNS:bank.example,IP:203.0.113.1",
                "-addext",
                "extendedKeyUsage=serverAuth,codeSigning",
                "-addext",
                "keyUsage=keyCertSign",
                "-keyout",
                dir.resolve("greedy.secret"),
                "-out",
                csr);
        run.good("sign", csr);
        assertThat(CertsRun.openssl("x509", "-in", dir.resolve("greedy.pem"), "-noout", "-text"))
                .contains("CA:FALSE", "TLS Web Client Authentication", "Subject: CN = greedy\n", "Digital Signature")
                .doesNotContain(
                        "bank.example", "203.0.113.1", "Server Authentication", "Code Signing", "Certificate Sign");
    }

    @Test
    void whoDoesNotHaveTheKeyGetsNothing() throws Exception {
        Path csr = request("lamp", "/CN=lamp", "rsa:2048");
        CertsRun.openssl("req", "-in", csr, "-outform", "DER", "-out", dir.resolve("lamp.der"));
        byte[] der = Files.readAllBytes(dir.resolve("lamp.der"));
        // The last octet is one of the signature.
        der[der.length - 1] ^= 1;
        Files.write(dir.resolve("forged.der"), der);
        assertThat(run.certs("sign", dir.resolve("forged.der"))).isEqualTo(2);
        assertThat(run.errors()).contains("is not signed by its own key");
        assertThat(dir.resolve("lamp.pem")).doesNotExist();
    }

    @Test
    void weakKeysAreRefused() throws Exception {
        for (String kind : new String[] {"rsa:1024", "ec -pkeyopt ec_paramgen_curve:P-192"}) {
            Path csr = request("lamp", "/CN=lamp", kind);
            assertThat(run.certs("sign", csr)).isEqualTo(2);
        }
        assertThat(run.errors()).contains("has a key that is too short");
        assertThat(dir.resolve("lamp.pem")).doesNotExist();
    }

    @Test
    void nobodyBecomesSomebodyElse() throws Exception {
        run.good("client", "lock");
        Path csr = request("thief", "/CN=lock", "rsa:2048");
        assertThat(run.certs("sign", csr)).isEqualTo(2);
        Files.delete(dir.resolve("lock.pem"));
        Files.delete(dir.resolve("lock.key"));
        assertThat(run.certs("sign", csr)).isEqualTo(2);
        assertThat(run.errors()).contains("there is a good certificate for \"lock\" already");
        assertThat(run.certs("sign", csr, "--name", "thief")).isEqualTo(2);
        assertThat(run.errors()).contains("asks for \"lock\" and not for \"thief\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/CN=ca", "/CN=..", "/CN=a b", "/O=nameless", "/CN=a/CN=b", "/CN=issuing"})
    void aNameThatIsNoneIsRefused(String subject) throws Exception {
        Path csr = request("lamp", subject, "rsa:2048");
        assertThat(run.certs("sign", csr)).isEqualTo(2);
    }

    @Test
    void whatTheRequestLeavesOutIsSaid() throws Exception {
        Path csr = request("lamp", "/O=nameless", "rsa:2048");
        run.good("sign", csr, "--name", "lamp");
        run.good("sign", request("broker", "/CN=broker", "rsa:2048"), "--server", "--dns", "broker.lan");
        assertThat(run.verify("sslserver", "broker", "-verify_hostname", "broker.lan")
                        .output())
                .endsWith("OK\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "garbage", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"})
    void whatIsNoRequestIsRefused(String content) throws Exception {
        Path file = Files.writeString(dir.resolve("some.csr"), content);
        assertThat(run.certs("sign", file)).isEqualTo(2);
        assertThat(run.certs("sign", dir.resolve("ca.pem"))).isEqualTo(2);
        assertThat(run.certs("sign", dir.resolve("nowhere"))).isEqualTo(2);
        assertThat(run.errors()).contains("holds no certification request").doesNotContain("\tat ");
    }

    private Path request(String name, String subject, String kind) throws Exception {
        Path csr = dir.resolve(name + ".csr");
        java.util.List<Object> command = new java.util.ArrayList<>(java.util.List.of("req", "-new", "-newkey"));
        command.addAll(java.util.List.of((Object[]) kind.split(" ")));
        command.addAll(
                java.util.List.of("-nodes", "-subj", subject, "-keyout", dir.resolve(name + ".secret"), "-out", csr));
        CertsRun.openssl(command.toArray());
        return csr;
    }
}
