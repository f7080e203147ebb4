/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.net.OpenSsl;
import io.sluice.policy.config.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as openssl leaves them, at each of the places of a configuration that name one. */
class KeySettingsTest {
    private static final String EC = "ec -pkeyopt ec_paramgen_curve:P-256";

    @TempDir
    private Path folder;

    @BeforeEach
    void makeKeys() throws Exception {
        issue("it", EC);
        issue("edward", "ed25519");
        secret("password", "open sesame\n", "rw-------");
        secret("wrong", "abracadabra\n", "rw-------");
        secret("open", "open sesame\n", "rw-r--r--");
        run("pkcs8 -topk8 -v2 aes-256-cbc -in it.key -out it.enc -passout file:password");
        run("pkcs12 -export -in it.pem -inkey it.key -out it.p12 -passout file:password");
        String both = Files.readString(folder.resolve("it.pem")) + Files.readString(folder.resolve("it.key"));
        secret("both.pem", both, "rw-r--r--");
        secret("mine.pem", both, "rw-------");
    }

    private void issue(String name, String algorithm) throws Exception {
        run("req -x509 -newkey " + algorithm
                + " -nodes -subj /CN=it -addext subjectAltName=DNS:it.example -days 90 -keyout " + name + ".key -out "
                + name + ".pem");
    }

    private void run(String arguments) throws Exception {
        new OpenSsl(folder).run(arguments.split(" "));
    }

    private void secret(String name, String text, String permissions) throws Exception {
        Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString(permissions));
    }

    private static String listener(String own) {
        return """
                sluice { upstream { brokers = ["b:1"] }
                listeners = [ { name = lan, bind = "127.0.0.1:1", tls { %s } } ] }
                """
                .formatted(own);
    }

    private static String upstream(String own) {
        return """
                sluice { listeners = [ { name = lan, bind = "127.0.0.1:1" } ]
                upstream { brokers = ["b:1"], tls { trust = it.pem, %s } } }
                """
                .formatted(own);
    }

    private static String clientClass(String own) {
        return """
                sluice { listeners = [ { name = lan, bind = "127.0.0.1:1" } ], upstream { brokers = ["b:1"], tls { trust = it.pem } }
                policy { classes = [ { name = c, upstream { %s } } ] } }
                """
                .formatted(own);
    }

    private List<String> problems(String text) throws Exception {
        ConfigReader.Result result = ConfigReader.read(Files.writeString(folder.resolve("home.conf"), text));
        return result instanceof ConfigReader.Result.Bad bad
                ? bad.problems().stream()
                        .map(Problem::toString)
                        .map(problem -> problem.replace(folder + "/", ""))
                        .toList()
                : List.of();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "certificate = it.pem, key = it.key",
                "certificate = it.pem, key = it.enc, key-password-file = password",
                "certificate = it.p12, key-password-file = password",
                "certificate = it.p12, key = it.p12, key-password-file = password",
                "certificate = mine.pem",
            })
    void aKeyMayBeKeptInAnyOfTheseWays(String own) throws Exception {
        assertThat(problems(listener(own))).isEmpty();
        assertThat(problems(listener("certificate = mine.pem, sni = [ { " + own + " } ]")))
                .isEmpty();
        assertThat(problems(upstream(own))).isEmpty();
        assertThat(problems(clientClass(own))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    certificate = it.pem, key = it.enc | key: | it.enc is encrypted; write key-password-file
                    certificate = it.pem, key = it.enc, key-password-file = wrong | key-password-file: | the password in wrong does not open it.enc; write
                    certificate = it.pem, key = it.enc, key-password-file = open | key-password-file: | open can be read or changed by others; name a file
                    certificate = it.p12, key-password-file = wrong | key-password-file: | the password in wrong does not open it.p12; write
                    certificate = it.p12 | certificate: | it.p12 is encrypted; write key-password-file
                    certificate = both.pem | certificate: | both.pem can be read or changed by others; chmod 600 both.pem
                    certificate = "credential:door.pem", key = it.key | certificate: | CREDENTIALS_DIRECTORY is not set
                    certificate = "credential:../door.pem", key = it.key | certificate: | "../door.pem" is no name of a credential
                    certificate = edward.pem, key = edward.key | certificate: | the key is an Ed25519 one
                    """)
    void whatCannotBeUsedIsSaidWithItsMend(String own, String setting, String problem) throws Exception {
        String inAnotherName = "certificate = mine.pem, sni = [ { " + own + " } ]";
        String[] texts = {listener(own), upstream(own), clientClass(own), listener(inAnotherName)};
        String[] places = {"sluice.listeners[0].tls.", "sluice.upstream.tls.", "upstream.", "listeners[0].tls.sni[0]."};
        for (int i = 0; i < texts.length; i++) {
            assertThat(problems(texts[i]))
                    .singleElement()
                    .asString()
                    .startsWith("home.conf:2: ")
                    .contains(places[i] + setting, problem)
                    .doesNotContain("sesame", "abracadabra");
        }
    }

    @Test
    void aCertificateThatNobodyCanAskForIsSaid() throws Exception {
        run("req -x509 -newkey " + EC + " -nodes -subj /CN=nobody -days 90 -keyout nobody.key -out nobody.pem");
        assertThat(problems(
                        listener("certificate = mine.pem, sni = [ { certificate = nobody.pem, key = nobody.key } ]")))
                .singleElement()
                .asString()
                .contains("listeners[0].tls.sni[0].certificate: nobody.pem has no DNS name");
    }
}
