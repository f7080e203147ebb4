/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes in one folder: none of them, and no end of one, harms what the others write. */
class TwoProcessesTest {
    @TempDir
    Path dir;

    @BeforeEach
    void makeCa() throws Exception {
        new NewAuthority("home", 3650, Optional.of(1825), KeyKind.ECDSA, NameLimits.NONE, Optional.empty())
                .makeIn(folder(), false);
    }

    @Test
    void twoRunsAtOnceLoseNothing() throws Exception {
        Process first = issue("a", 15);
        Process second = issue("b", 15);
        for (Process one : new Process[] {first, second}) {
            assertThat(one.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(one.exitValue()).isZero();
        }
        assertThat(folder().index().entries()).hasSize(30);
        requireWhole();
    }

    @Test
    void aRunThatIsKilledLeavesAFolderThatOthersGoOnWith() throws Exception {
        for (int kills = 1; kills <= 5; kills++) {
            int before = folder().index().entries().size();
            int more = kills;
            Process running = issue("k" + kills + "-", 100_000);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> folder().index().entries().size() >= before + more);
            running.destroyForcibly().waitFor();
            folder().change(change -> change.now());
            requireWhole();
        }
    }

    /** Each certificate that is there has its key and stands in the index, which is newer than it. */
    private void requireWhole() throws Exception {
        CertificateIndex index = folder().index();
        try (var files = Files.newDirectoryStream(dir, "{a,b,k}*.pem")) {
            for (Path file : files) {
                X509Certificate certificate = Pem.readCertificate(file);
                assertThat(KeyFile.belongTogether(KeyFile.read(CaFiles.keyOf(file)), certificate))
                        .as(file.toString())
                        .isTrue();
                assertThat(index.of(certificate.getSerialNumber())).isPresent();
            }
        }
        for (IndexEntry entry : index.entries()) {
            assertThat(dir.resolve(entry.file())).exists();
        }
    }

    private Process issue(String prefix, int count) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        IssueMany.class.getName(),
                        dir.toString(),
                        prefix,
                        Integer.toString(count))
                .inheritIO()
                .start();
    }

    private CaFolder folder() throws Refusal {
        return new CaFolder(dir, InstantSource.system(), Optional.empty());
    }
}
