/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaFolderTest {
    private static final NewAuthority HOME =
            new NewAuthority("home", 3650, Optional.of(1825), KeyKind.ECDSA, NameLimits.NONE, Optional.empty());
    private static final Renewal ALL = new Renewal(Duration.ofDays(10_000), Optional.empty(), false, Optional.empty());

    @TempDir
    Path dir;

    /** Loses power before one of the steps that files are changed in, and stays off. */
    private static final class PowerLoss implements FileTransaction.Steps {
        private final int at;
        private int taken;

        PowerLoss(int at) {
            this.at = at;
        }

        @Override
        public void next() {
            taken++;
            if (taken > at) {
                throw new PowerLost();
            }
        }
    }

    private static final class PowerLost extends Error {
        private static final long serialVersionUID = 1L;
    }

    private interface Work {
        void in(CaFolder folder) throws Exception;
    }

    @Test
    void aCrashAtAnyStepOfIssuingLeavesAllOrNothing() throws Exception {
        HOME.makeIn(folder(), false);
        atEachStep(folder -> issue(folder, "lamp", true), () -> requireWhole("lamp"));
    }

    @Test
    void aCrashAtAnyStepOfARenewalLeavesAPairThatBelongsTogether() throws Exception {
        HOME.makeIn(folder(), false);
        issue(folder(), "lamp", false);
        issue(folder(), "lock", false);
        atEachStep(folder -> ALL.in(folder, Set.of()), () -> {
            requireWhole("lamp");
            requireWhole("lock");
        });
    }

    @Test
    void aCrashAtAnyStepOfARevocationLeavesIndexAndListInAgreement() throws Exception {
        HOME.makeIn(folder(), false);
        atEachStep(
                folder -> {
                    issue(folder, "thief", true);
                    new Revocations(folder).revoke("thief", RevocationReason.KEY_COMPROMISE, 100);
                },
                this::requireAgreement);
    }

    @Test
    void aCrashAtAnyStepOfMakingACaLeavesOneOrNone() throws Exception {
        atEachStep(folder -> HOME.makeIn(folder, true), () -> {
            if (Files.exists(dir.resolve("ca.pem"))) {
                issue(folder(), "lamp", true);
                requireWhole("lamp");
            }
        });
    }

    /** Crashes before each step in turn, comes back, and looks whether what is there is whole. */
    private void atEachStep(Work work, Check check) throws Exception {
        int crashes = 0;
        while (catchThrowable(() -> work.in(folder(new PowerLoss(0)))) == null) {
            // Nothing to crash in would make this a test of nothing.
            throw new AssertionError("no step was taken");
        }
        for (int step = 0; ; step++) {
            CaFolder crashing = folder(new PowerLoss(step));
            Throwable end = catchThrowable(() -> work.in(crashing));
            if (end == null) {
                break;
            }
            assertThat(end).isInstanceOf(PowerLost.class);
            crashes++;
            // Whoever comes next mends what is there before anything else.
            folder().change(change -> change.now());
            check.look();
            try (var left = Files.list(dir)) {
                assertThat(left.map(file -> file.getFileName().toString()))
                        .noneMatch(name -> name.endsWith(".new") || name.endsWith("journal"));
            }
        }
        assertThat(crashes).isGreaterThan(5);
    }

    private interface Check {
        void look() throws Exception;
    }

    private void requireWhole(String name) throws Exception {
        Path certificate = dir.resolve(name + ".pem");
        Path key = dir.resolve(name + ".key");
        assertThat(Files.exists(certificate)).isEqualTo(Files.exists(key));
        if (Files.exists(certificate)) {
            X509Certificate issued = Pem.readCertificate(certificate);
            assertThat(KeyFile.belongTogether(KeyFile.read(key), issued)).isTrue();
            assertThat(folder().index().of(issued.getSerialNumber())).isPresent();
        }
    }

    private void requireAgreement() throws Exception {
        var listed = RevocationLists.read(dir.resolve("crl.pem")).get(0).getRevokedCertificates();
        assertThat(listed == null ? 0 : listed.size()).isEqualTo((int) folder().index().entries().stream()
                .filter(entry -> entry.revoked().isPresent())
                .count());
    }

    @Test
    void manyAtOnceLoseNothing() throws Exception {
        HOME.makeIn(folder(), false);
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String name = "device-" + i;
                all.add(pool.submit(() -> {
                    issue(folder(), name, false);
                    return name;
                }));
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(folder().index().entries()).hasSize(40);
        for (int i = 0; i < 40; i++) {
            requireWhole("device-" + i);
        }
    }

    @Test
    void aClockThatWasNeverSetIsSaid() throws Exception {
        Instant epoch = Instant.parse("1970-01-01T00:02:00Z");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> HOME.makeIn(folder(() -> epoch), false))
                .withMessageContaining(
                        "this machine's clock says 1970-01-01T00:02:00Z, which is long over; set it first");
        assertThat(dir.resolve("ca.pem")).doesNotExist();
    }

    @Test
    void aClockThatIsBehindTheCaIsSaid() throws Exception {
        HOME.makeIn(folder(), false);
        Instant behind = Instant.now().minus(Duration.ofDays(30));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> issue(folder(() -> behind), "lamp", false))
                .withMessageContaining("this machine's clock says " + behind)
                .withMessageContaining("set the clock first");
    }

    @Test
    void aClockThatIsAheadOfTheCaIsSaid() throws Exception {
        HOME.makeIn(folder(), false);
        Instant ahead = Instant.now().plus(Duration.ofDays(2_000));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> issue(folder(() -> ahead), "lamp", false))
                .withMessageContaining("if this machine's clock is right with " + ahead)
                .withMessageContaining("issuing.pem ended on ")
                .withMessageContaining("sluice certs renew issuing");
    }

    @Test
    void aJournalThatLeadsOutOfTheFolderIsNotFollowed() throws Exception {
        Path inside = Files.createDirectory(dir.resolve("inside"));
        Path target = dir.resolve("victim");
        Files.writeString(target, "precious");
        Files.writeString(dir.resolve(".sluice-victim.new"), "evil");
        Files.writeString(inside.resolve(".sluice.journal"), "../victim\n");
        new CaFolder(inside, InstantSource.system(), Optional.empty()).change(change -> change.now());
        assertThat(target).hasContent("precious");
    }

    @Test
    void whatAKilledRunHadBeenWritingIsGoneAfterTheNext() throws Exception {
        HOME.makeIn(folder(), false);
        Path devices = Files.createDirectories(dir.resolve("devices/lamp"));
        Path staged = Files.writeString(devices.resolve(".sluice-lamp.key.new"), "a key");
        Path halfWritten = Files.writeString(devices.resolve(".sluice4711.tmp"), "half a key");
        Path above = Files.writeString(dir.resolve(".sluice4712.tmp"), "half a key");

        issue(folder(), "lamp", false);

        assertThat(staged).doesNotExist();
        assertThat(halfWritten).doesNotExist();
        assertThat(above).doesNotExist();
        requireWhole("lamp");
    }

    @Test
    void theLockCanBeTakenByItsOwnerAlone() throws Exception {
        HOME.makeIn(folder(), false);

        assertThat(Files.getPosixFilePermissions(dir.resolve(".sluice.lock")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    private static void issue(CaFolder folder, String name, boolean replace) throws Exception {
        new Issuing(folder, replace)
                .issue(List.of(Issuing.Wanted.of(EndEntity.client(name), name, KeyKind.ECDSA, 100, Optional.empty())));
    }

    private CaFolder folder() throws Refusal {
        return folder(InstantSource.system());
    }

    private CaFolder folder(InstantSource clock) throws Refusal {
        return new CaFolder(dir, clock, Optional.empty());
    }

    private CaFolder folder(FileTransaction.Steps steps) throws Refusal {
        return new CaFolder(dir, InstantSource.system(), Optional.empty(), steps);
    }
}
