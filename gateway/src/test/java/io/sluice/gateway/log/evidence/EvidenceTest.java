/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.log.Line;
import io.sluice.gateway.log.RollingFile;
import io.sluice.gateway.log.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever changes a log is found out, and the gateway itself never is. */
class EvidenceTest {
    private static final int ROLL = 64 * 1024;

    @TempDir
    private Path folder;

    private Path log;
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");

    @BeforeEach
    void makeKeys() throws Exception {
        NewKeys.make(folder);
        log = folder.resolve("flows.json");
    }

    private EvidenceFile open() throws IOException {
        return open(Duration.ofSeconds(60));
    }

    private EvidenceFile open(Duration checkpointEvery) throws IOException {
        RollingFile file = new RollingFile(log, new RollingFile.Rolling(ROLL, 10, Optional.empty()), () -> now);
        return EvidenceFile.open(
                "flow",
                file,
                new EvidenceSettings(
                        folder.resolve("evidence.key"), Optional.of(folder.resolve("checkpoint.key")), checkpointEvery),
                () -> now);
    }

    private static void write(EvidenceFile file, int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            file.write(List.of(new Line(Severity.NOTICE, "flow", "{\"n\":" + i + ",\"client\":\"°" + i + "\"}")));
        }
    }

    /** Line 1 is a checkpoint, then come as many as asked for, then a checkpoint. */
    private void written(int count) throws IOException {
        try (EvidenceFile file = open()) {
            file.write(List.of());
            write(file, 0, count);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return LogVerifier.inOrder(
                    all.filter(file -> file.getFileName().toString().startsWith("flows.json"))
                            .toList());
        }
    }

    private VerifyingKeys keys() throws IOException {
        return new VerifyingKeys(
                Optional.of(InitialKey.read(folder.resolve("evidence.key"))),
                Optional.of(VerifyingKeys.checkpointKey(folder.resolve("checkpoint.pub"))));
    }

    /** What the verifier says with both keys and without the state, without the folder. */
    private String verdict() throws IOException {
        return verdict(LogVerifier.with(keys()));
    }

    private String verdict(LogVerifier verifier) throws IOException {
        return verifier.verify(files())
                .fault()
                .map(fault -> fault.toString().replace(folder + "/", ""))
                .orElse("good");
    }

    private String verdictWithState() throws IOException {
        return verdict(LogVerifier.with(keys()).andState(ChainState.fileOf(log)));
    }

    private List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(log));
    }

    private void rewrite(List<String> lines) throws IOException {
        Files.write(log, lines);
    }

    @Test
    void aLogThatNobodyTouchedIsGood() throws Exception {
        written(20);
        assertThat(lines()).hasSize(22);
        assertThat(verdictWithState()).isEqualTo("good");
        assertThat(verdict(LogVerifier.with(new VerifyingKeys(Optional.empty(), keys().checkpoints()))))
                .isEqualTo("good");
        assertThat(verdict(LogVerifier.with(new VerifyingKeys(Optional.empty(), Optional.empty()))))
                .isEqualTo("good");
    }

    @Test
    void aChangedByteIsFoundInEachLineAndAtEachPlace() throws Exception {
        written(3);
        byte[] good = Files.readAllBytes(log);
        int line = 1;
        for (int i = 0; i < good.length; i++) {
            if (good[i] == '\n') {
                line++;
                continue;
            }
            byte[] bad = good.clone();
            bad[i] ^= 0x01;
            Files.write(log, bad);
            assertThat(verdictWithState()).as("byte %d of line %d", i, line).startsWith("flows.json:" + line + ": ");
        }
    }

    @Test
    void aChangedLineIsFoundWithTheCheckpointKeyAloneToo() throws Exception {
        written(20);
        List<String> lines = lines();
        lines.set(7, lines.get(7).replace("\"n\":6", "\"n\":7"));
        rewrite(lines);
        assertThat(verdict(LogVerifier.with(new VerifyingKeys(Optional.empty(), keys().checkpoints()))))
                .isEqualTo("flows.json:8: is not the line that the next one follows: it was changed");
    }

    @Test
    void aRemovedLineIsMissed() throws Exception {
        written(20);
        List<String> lines = lines();
        lines.remove(10);
        rewrite(lines);
        assertThat(verdict())
                .isEqualTo("flows.json:11: line 11 of the chain should stand here, and line 12 does:"
                        + " lines were removed or moved");
    }

    @Test
    void twoLinesThatWereSwappedAreFound() throws Exception {
        written(20);
        List<String> lines = lines();
        Collections.swap(lines, 4, 5);
        rewrite(lines);
        assertThat(verdict()).startsWith("flows.json:5: line 5 of the chain should stand here, and line 6 does");
    }

    @Test
    void aLineThatStandsThereTwiceIsFound() throws Exception {
        written(20);
        List<String> lines = lines();
        lines.add(5, lines.get(4));
        rewrite(lines);
        assertThat(verdict()).startsWith("flows.json:6: line 6 of the chain should stand here, and line 5 does");
    }

    @Test
    void aLineThatWasPutInIsFound() throws Exception {
        written(20);
        List<String> lines = lines();
        lines.add(5, "{\"n\":42}");
        rewrite(lines);
        assertThat(verdict()).isEqualTo("flows.json:6: no line of the chain: changed, or put in");
    }

    @Test
    void aCutTailIsMissedByTheStateOfTheGateway() throws Exception {
        written(20);
        rewrite(lines().subList(0, 15));
        assertThat(verdict()).isEqualTo("good");
        assertThat(verdictWithState())
                .isEqualTo("flows.json:16: lines 16 to 22 of the chain are missing: the end was cut off");
    }

    @Test
    void aCutTailIsMissedByACheckpointThatWasKeptElsewhere() throws Exception {
        written(20);
        List<String> lines = lines();
        Path elsewhere = Files.writeString(
                folder.resolve("elsewhere"), "<134>1 - host sluice - checkpoint - " + lines.get(21) + "\n");
        LogVerifier verifier = LogVerifier.with(keys()).andCheckpoints(elsewhere);
        assertThat(verdict(verifier)).isEqualTo("good");
        rewrite(lines.subList(0, 15));
        assertThat(verdict(verifier))
                .isEqualTo("flows.json:16: lines 16 to 22 of the chain are missing: the end was cut off");
    }

    @Test
    void aTailThatWasCutIsMissedWhenTheGatewayGoesOn() throws Exception {
        written(20);
        rewrite(lines().subList(0, 15));
        written(3);
        assertThat(verdict()).startsWith("flows.json:16: line 16 of the chain should stand here, and line 23 does");
    }

    @Test
    void linesOfAnotherChainAreFound() throws Exception {
        written(20);
        List<String> mine = lines();
        Files.delete(log);
        Files.delete(ChainState.fileOf(log));
        written(20);
        List<String> spliced = new ArrayList<>(lines().subList(0, 10));
        spliced.addAll(mine.subList(10, 22));
        rewrite(spliced);
        assertThat(verdict()).startsWith("flows.json:11: is of another chain");
    }

    @Test
    void anOlderCopyInPlaceOfTheLogIsFound() throws Exception {
        written(20);
        byte[] older = Files.readAllBytes(log);
        written(20);
        Files.write(log, older);
        assertThat(verdictWithState())
                .isEqualTo("flows.json:23: lines 23 to 44 of the chain are missing: the end was cut off");
    }

    @Test
    void anOlderCopyOfLogAndStateForksTheChainAndACheckpointElsewhereShowsIt() throws Exception {
        written(20);
        Path oldLog = Files.copy(log, folder.resolve("old-log"));
        Path state = ChainState.fileOf(log);
        Path oldState = Files.copy(state, folder.resolve("old-state"));
        written(20);
        Path elsewhere = Files.write(folder.resolve("elsewhere"), lines());
        Files.move(oldLog, log, StandardCopyOption.REPLACE_EXISTING);
        Files.move(oldState, state, StandardCopyOption.REPLACE_EXISTING);
        now = now.plusSeconds(1);
        written(40);
        // The files alone cannot tell.
        assertThat(verdictWithState()).isEqualTo("good");
        assertThat(verdict(LogVerifier.with(keys()).andCheckpoints(elsewhere)))
                .startsWith("flows.json:")
                .contains("the log was written anew");
    }

    @Test
    void whoeverTakesTheStateCanForgeNothingThatWas() throws Exception {
        written(20);
        ChainState stolen = ChainState.read(ChainState.fileOf(log));
        List<String> lines = lines();
        // With the key of line 23 line 10 cannot be made.
        String head = ChainLine.head(
                "{\"n\":0}",
                stolen.id(),
                10,
                ChainLine.parse(lines.get(9)).orElseThrow().prev());
        lines.set(9, ChainLine.complete(head, stolen.key().mac(head.getBytes(StandardCharsets.UTF_8))));
        rewrite(lines);
        assertThat(verdict()).isEqualTo("flows.json:10: its MAC is wrong: the line was changed");
    }

    @Test
    void aCheckpointThatSomebodyElseSignedIsFound() throws Exception {
        written(3);
        Path other = Files.createDirectory(folder.resolve("other"));
        NewKeys.make(other);
        VerifyingKeys others = new VerifyingKeys(
                Optional.empty(), Optional.of(VerifyingKeys.checkpointKey(other.resolve("checkpoint.pub"))));
        assertThat(verdict(LogVerifier.with(others)))
                .startsWith("flows.json:1: the signature of the checkpoint is wrong");
    }

    @Test
    void aRollKeepsTheChainAndAMissingFileIsMissed() throws Exception {
        try (EvidenceFile file = open()) {
            write(file, 0, 1200);
        }
        assertThat(files()).hasSizeGreaterThan(3).last().isEqualTo(log);
        assertThat(verdictWithState()).isEqualTo("good");
        Files.delete(folder.resolve("flows.json.2"));
        assertThat(verdictWithState()).startsWith("flows.json.1:1: line ").contains("lines were removed or moved");
    }

    @Test
    void oldFilesMayGo() throws Exception {
        try (EvidenceFile file = open()) {
            write(file, 0, 1200);
        }
        Files.delete(files().get(0));
        assertThat(verdictWithState()).isEqualTo("good");
        assertThat(LogVerifier.with(keys()).verify(files()).notes())
                .anyMatch(note -> note.endsWith("not in these files"));
    }

    @Test
    void aRestartGoesOnWithTheChain() throws Exception {
        for (int i = 0; i < 5; i++) {
            written(10);
        }
        assertThat(lines()).hasSize(60);
        assertThat(verdictWithState()).isEqualTo("good");
    }

    @Test
    void linesThatTheStateHadNotHeardOfAreGoneOnWithAfterAKill() throws Exception {
        Path state = ChainState.fileOf(log);
        written(5);
        byte[] before = Files.readAllBytes(state);
        written(5);
        // As if it had been killed before the state was written, within a line.
        Files.write(state, before);
        Files.writeString(log, "{\"n\":17,\"cli", StandardOpenOption.APPEND);
        written(5);
        assertThat(lines()).hasSize(21);
        assertThat(verdictWithState()).isEqualTo("good");
    }

    @Test
    void severalFilesThatTheStateHadNotHeardOfAreGoneOnWith() throws Exception {
        Path state = ChainState.fileOf(log);
        written(5);
        byte[] before = Files.readAllBytes(state);
        try (EvidenceFile file = open()) {
            write(file, 0, 1200);
        }
        assertThat(files()).hasSizeGreaterThan(3);
        Files.write(state, before);
        written(5);
        assertThat(verdictWithState()).isEqualTo("good");
    }

    @Test
    void aKillBetweenStateAndRollLosesNothing() throws Exception {
        written(5);
        Files.move(log, folder.resolve("flows.json.1"));
        written(5);
        assertThat(verdictWithState()).isEqualTo("good");
    }

    @Test
    void aBatchThatCannotBeWrittenLeavesNoGap() throws Exception {
        try (EvidenceFile file = open()) {
            write(file, 0, 3);
            Files.move(log, folder.resolve("kept"));
            Files.createSymbolicLink(log, Path.of("/dev/full"));
            file.write(List.of()); // Finds it in its place.
            assertThatThrownBy(() -> write(file, 3, 1)).isInstanceOf(IOException.class);
            Files.delete(log);
            Files.move(folder.resolve("kept"), log);
            file.write(List.of());
            write(file, 3, 3);
        }
        assertThat(verdictWithState()).isEqualTo("good");
        assertThat(lines()).hasSize(8);
    }

    @Test
    void checkpointsComeInTime() throws Exception {
        try (EvidenceFile file = open(Duration.ofSeconds(10))) {
            write(file, 0, 1);
            write(file, 1, 1);
            now = now.plusSeconds(10);
            file.write(List.of());
            file.write(List.of());
        }
        assertThat(lines())
                .hasSize(4)
                .filteredOn(line -> line.contains("\"type\":\"checkpoint\""))
                .hasSize(2);
    }

    @Test
    void aStateThatIsGoneStopsTheStart() throws Exception {
        written(3);
        Files.delete(ChainState.fileOf(log));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("is gone; bring it back");
    }

    @Test
    void twoGatewaysDoNotWriteOneChain() throws Exception {
        try (EvidenceFile first = open()) {
            first.write(List.of());
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("another gateway");
        }
    }

    @Test
    void theInitialKeyIsNeededForTheFirstStartAlone() throws Exception {
        written(3);
        Path elsewhere = folder.resolve("safe");
        Files.move(folder.resolve("evidence.key"), elsewhere);
        written(3);
        Files.move(elsewhere, folder.resolve("evidence.key"));
        assertThat(verdictWithState()).isEqualTo("good");
        assertThat(Files.readString(ChainState.fileOf(log)))
                .doesNotContain(Files.readString(folder.resolve("evidence.key")).strip());
    }

    @Test
    void nobodyElseReadsLogOrState() throws Exception {
        written(3);
        for (Path file : List.of(log, ChainState.fileOf(log), folder.resolve("evidence.key"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void linesFromBeforeTheChainAreNoFault() throws Exception {
        Files.write(
                log, IntStream.range(0, 5).mapToObj(i -> "{\"n\":" + i + "}").toList());
        written(3);
        assertThat(verdictWithState()).isEqualTo("good");
    }
}
