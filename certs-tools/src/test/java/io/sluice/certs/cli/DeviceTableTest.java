/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceTableTest {
    @TempDir
    Path dir;

    private CertsRun run;

    @BeforeEach
    void makeCa() {
        run = new CertsRun(dir);
        run.good("ca");
    }

    @Test
    void eachDeviceOfATableGetsAFolder() throws Exception {
        run.good("client", "--csv", table("name,dns,days\nlamp,lamp.lan lamp2.lan,\n\"lock\",,30\n"));
        for (String name : new String[] {"lamp", "lock"}) {
            Path folder = dir.resolve("devices").resolve(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
            try (var files = Files.list(folder)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("ca.pem", name + ".pem", name + ".key");
            }
            assertThat(run.verify("sslclient", "devices/" + name + "/" + name).output())
                    .endsWith("OK\n");
        }
        assertThat(CertsRun.openssl(
                        "x509", "-in", dir.resolve("devices/lamp/lamp.pem"), "-noout", "-ext", "subjectAltName"))
                .contains("DNS:lamp.lan, DNS:lamp2.lan");
        assertThat(CertsRun.openssl(
                        "x509", "-in", dir.resolve("devices/lock/lock.pem"), "-noout", "-ext", "subjectAltName"))
                .contains("URI:urn:sluice:client:lock");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name\\nlamp\\na b|:3 \"a b\" cannot name a file",
                "name\\nlamp\\n../x|:3 \"../x\" cannot name a file",
                "name\\nlamp\\nlamp|:3 \"lamp\" is in line 2 already",
                "name,days\\nlamp,many|:2 days is no number",
                "name,days\\nlamp,0|:2 days must be from 1 to 36500",
                "name,dns\\nlamp,a_b|:2 --dns \"a_b\" is no host name",
                "name,uri\\nlamp,nothing|:2 --uri \"nothing\" is no absolute URI",
                "name,colour\\nlamp,red|it has colour",
                "device\\nlamp|the header line has to name columns",
                "name|has no device behind its header line",
                "name,days\\nlamp,1,2|:2 there are more columns than in the header line",
                "name\\n\"lamp|cannot be read as a table",
            })
    void whatIsWrongInATableIsSaidWithItsLineAndNothingIsMade(String content, String problem) throws Exception {
        assertThat(run.certs("client", "--csv", table(content.replace("\\n", "\n"))))
                .isEqualTo(2);
        assertThat(run.errors()).contains(problem).doesNotContain("\tat ");
        assertThat(dir.resolve("devices")).doesNotExist();
    }

    @Test
    void oneThatIsThereAlreadyStopsAll() throws Exception {
        run.good("client", "--csv", table("name\nlamp\n"));
        assertThat(run.certs("client", "--csv", table("name\nlock\nlamp\n"))).isEqualTo(2);
        assertThat(run.errors()).contains("devices/lamp/lamp.pem is there already; --force replaces it");
        assertThat(dir.resolve("devices/lock")).doesNotExist();
        run.good("client", "--force", "--csv", table("name\nlock\nlamp\n"));
    }

    @Test
    void aTableOrANameButNotBothNorNone() throws Exception {
        Path table = table("name\nlamp\n");
        assertThat(run.certs("client", "lock", "--csv", table)).isEqualTo(2);
        assertThat(run.certs("client")).isEqualTo(2);
        assertThat(run.certs("client", "--csv", dir.resolve("nowhere"))).isEqualTo(2);
        assertThat(run.certs("client", "--csv", table, "--dns", "a.lan")).isEqualTo(2);
        assertThat(run.errors()).contains("cannot be read as a table", "columns dns, ip, uri");
    }

    private Path table(String content) throws Exception {
        return Files.writeString(dir.resolve("devices.csv"), content);
    }
}
