/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.certs.Pem;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SniNamesTest {
    @TempDir
    private Path folder;

    private final SniNames<String> names = new SniNames<>();

    @BeforeEach
    void makeCertificates() throws Exception {
        add("main", "DNS:gate.example,IP:10.0.0.1");
        add("wild", "DNS:*.Example,DNS:both.example,DNS:f*.part.example");
        add("second", "DNS:Lamp.example,DNS:gate.example,DNS:*.a.example");
    }

    private void add(String name, String alternatives) throws Exception {
        new OpenSsl(folder)
                .run(("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=cn.example -keyout "
                                + name + " -out " + name + ".pem -addext subjectAltName=" + alternatives)
                        .split(" "));
        names.add(Pem.readCertificate(folder.resolve(name + ".pem")), name);
    }

    @Test
    void aNameGoesBeforeAWildcardAndTheFirstBeforeTheSecond() {
        assertThat(names.lookup("lamp.example")).contains("second");
        assertThat(names.lookup("LAMP.Example")).contains("second");
        assertThat(names.lookup("gate.example")).contains("main");
        assertThat(names.lookup("other.example")).contains("wild");
        assertThat(names.lookup("x.a.example")).contains("second");
    }

    @Test
    void aWildcardStandsForOneWholeLabel() {
        assertThat(names.lookup("x.y.example")).isEmpty();
        assertThat(names.lookup("example")).isEmpty();
        assertThat(names.lookup(".example")).isEmpty();
        assertThat(names.lookup("foo.part.example")).isEmpty();
        assertThat(names.lookup("a.b.a.example")).isEmpty();
    }

    @Test
    void neitherCommonNamesNorAddressesNorTheEmptyNameAreAskedFor() {
        assertThat(names.lookup("cn.elsewhere")).isEmpty();
        assertThat(names.lookup("10.0.0.1")).isEmpty();
        assertThat(names.lookup("")).isEmpty();
    }
}
