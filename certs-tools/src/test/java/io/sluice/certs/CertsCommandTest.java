/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CertsCommandTest {
    @TempDir
    Path dir;

    private final StringWriter errors = new StringWriter();

    @Test
    void threeCommandsMakeWhatAGatewayAndItsBrokerNeed() throws Exception {
        assertThat(certs("ca")).isEqualTo(0);
        assertThat(certs("server", "broker.lan", "--ip", "192.168.1.2")).isEqualTo(0);
        assertThat(certs("client", "gateway")).isEqualTo(0);
        for (String name : new String[] {"broker.lan", "gateway"}) {
            assertThat(OpenSsl.run(
                                    "verify",
                                    "-x509_strict",
                                    "-CAfile",
                                    dir.resolve("ca.pem"),
                                    dir.resolve(name + ".pem"))
                            .output())
                    .endsWith("OK\n");
        }
    }

    @Test
    void filesThatAreThereAreNotReplacedUnlessForced() throws Exception {
        certs("ca");
        byte[] before = Files.readAllBytes(dir.resolve("ca.key"));
        assertThat(certs("ca")).isEqualTo(2);
        assertThat(errors.toString()).contains("ca.pem is there already; --force replaces it");
        assertThat(Files.readAllBytes(dir.resolve("ca.key"))).isEqualTo(before);
        assertThat(certs("ca", "--force")).isEqualTo(0);
        assertThat(Files.readAllBytes(dir.resolve("ca.key"))).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/b", "", ".hidden", "a b", "x\u0000y", "ca"})
    void aNameThatWouldLeaveTheFolderOrTakeTheCasFilesIsRefused(String name) {
        certs("ca");
        assertThat(certs("client", name, "--force")).isEqualTo(2);
    }

    @Test
    void withoutACaTheMendIsSaid() {
        assertThat(certs("client", "gateway")).isEqualTo(2);
        assertThat(errors.toString()).contains("make one with: sluice certs ca --dir");
    }

    @ParameterizedTest
    @ValueSource(strings = {"broker.lan", "not an address", "1.2.3.4/24"})
    void anAddressIsNeverLookedUp(String address) {
        certs("ca");
        assertThat(certs("server", "broker.lan", "--ip", address)).isEqualTo(2);
    }

    private int certs(String command, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = command;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--dir";
        all[all.length - 1] = dir.toString();
        CommandLine line = new CommandLine(new CertsCommand());
        line.setOut(new PrintWriter(new StringWriter()));
        line.setErr(new PrintWriter(errors, true));
        return line.execute(all);
    }
}
