/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import io.sluice.gateway.log.evidence.Verification.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One walk along a chain, line by line. */
final class ChainWalk {
    private final VerifyingKeys keys;
    private final Optional<ChainState> state;
    private final Map<Long, ChainLine> elsewhere;
    private final List<String> notes = new ArrayList<>();
    private Path file = Path.of("");
    private long number;
    private Fault lastLine = new Fault(file, 0, "");
    private Optional<ChainLine> last = Optional.empty();
    private Optional<LineKey> key = Optional.empty();
    private long firstSeq;
    private long before;
    private long checkpoints;
    private long unsigned;

    ChainWalk(VerifyingKeys keys, Optional<ChainState> state, Map<Long, ChainLine> elsewhere) {
        this.keys = keys;
        this.state = state;
        this.elsewhere = elsewhere;
    }

    void begin(Path file) {
        this.file = file;
        this.number = 0;
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    void note(String text) {
        notes.add(text);
    }

    Fault here(String what) {
        return new Fault(file, number + 1, what);
    }

    private Optional<Fault> fault(String what) {
        return Optional.of(new Fault(file, number, what));
    }

    /** Takes the next line; tells what is wrong with it, or with the one before. */
    Optional<Fault> next(String text) {
        number++;
        Optional<ChainLine> read = ChainLine.parse(text);
        if (read.isEmpty()) {
            if (last.isPresent()) {
                return fault("no line of the chain: changed, or put in");
            }
            before++;
            lastLine = new Fault(file, number, "");
            return Optional.empty();
        }
        ChainLine line = read.get();
        Optional<Fault> fault = last.isPresent() ? outOfPlace(line, last.get()) : first(line);
        if (fault.isEmpty()) {
            fault = changed(line);
        }
        if (fault.isPresent()) {
            return fault;
        }
        last = read;
        lastLine = new Fault(file, number, "");
        return Optional.empty();
    }

    private Optional<Fault> first(ChainLine line) {
        if (before > 0 && line.seq() != 1) {
            return Optional.of(new Fault(lastLine.file(), lastLine.line(), "no line of the chain: changed, or put in"));
        }
        firstSeq = line.seq();
        key = keys.initial().map(initial -> LineKey.of(initial, line.id(), line.seq()));
        return line.seq() == 1 && !line.prev().equals(ChainLine.NONE)
                ? fault("says that it is the first line, and follows another")
                : Optional.empty();
    }

    private Optional<Fault> outOfPlace(ChainLine line, ChainLine previous) {
        long expected = previous.seq() + 1;
        if (!line.id().equals(previous.id())) {
            return fault("is of another chain, " + line.id() + ", not of " + previous.id());
        }
        if (line.seq() > expected) {
            return fault("line " + expected + " of the chain should stand here, and line " + line.seq()
                    + " does: lines were removed or moved");
        }
        if (line.seq() < expected) {
            return fault("line " + expected + " of the chain should stand here, and line " + line.seq()
                    + " does: it was moved, or stands here again");
        }
        key = key.map(current -> current.after(previous.seq()));
        if (!line.prev().equals(previous.hash()) && key.isEmpty()) {
            return Optional.of(new Fault(
                    lastLine.file(), lastLine.line(), "is not the line that the next one follows: it was changed"));
        }
        return Optional.empty();
    }

    private Optional<Fault> changed(ChainLine line) {
        if (key.isPresent() && !key.get().isMac(line.mac(), line.macedPart())) {
            return fault(
                    last.isEmpty()
                            ? "its MAC is wrong: the line was changed, or this is not the chain's key"
                            : "its MAC is wrong: the line was changed");
        }
        if (last.isPresent() && !line.prev().equals(last.get().hash())) {
            return fault("does not follow the line before it: lines were taken from another copy of the log");
        }
        unsigned++;
        if (line.signature().isPresent() && keys.checkpoints().isPresent()) {
            if (!VerifyingKeys.isSigned(line, keys.checkpoints().get())) {
                return fault("the signature of the checkpoint is wrong: the log was changed, or another key signed");
            }
            checkpoints++;
            unsigned = 0;
        }
        ChainLine copy = elsewhere.get(line.seq());
        if (copy != null && copy.id().equals(line.id()) && !copy.text().equals(line.text())) {
            return fault("is not the checkpoint that was kept elsewhere: the log was written anew");
        }
        if (state.isPresent() && state.get().seq() == line.seq()) {
            return atState(line, state.get());
        }
        return Optional.empty();
    }

    private Optional<Fault> atState(ChainLine line, ChainState now) {
        if (!now.id().equals(line.id()) || !now.head().equals(line.hash())) {
            return fault("is not the line that the gateway wrote last");
        }
        return key.filter(current -> !current.after(line.seq()).isSame(now.key()))
                        .isPresent()
                ? fault("the gateway's state does not hold the key that follows")
                : Optional.empty();
    }

    /** There are no more lines. */
    Optional<Fault> end() {
        if (last.isEmpty()) {
            return Optional.of(here("there is no line of a chain"));
        }
        ChainLine end = last.get();
        Fault behind = new Fault(lastLine.file(), lastLine.line() + 1, "");
        if (state.isPresent() && !state.get().id().equals(end.id())) {
            return Optional.of(new Fault(behind.file(), behind.line(), "the gateway writes another chain by now"));
        }
        long most = Math.max(
                state.map(ChainState::seq).orElse(0L),
                elsewhere.values().stream()
                        .filter(line -> line.id().equals(end.id()))
                        .mapToLong(ChainLine::seq)
                        .max()
                        .orElse(0));
        if (most > end.seq()) {
            return Optional.of(new Fault(
                    behind.file(),
                    behind.line(),
                    "lines " + (end.seq() + 1) + " to " + most + " of the chain are missing: the end was cut off"));
        }
        say(end);
        return Optional.empty();
    }

    private void say(ChainLine end) {
        note("chain " + end.id() + ", lines " + firstSeq + " to " + end.seq());
        if (firstSeq > 1) {
            note("lines 1 to " + (firstSeq - 1) + " are not in these files");
        }
        if (before > 0) {
            note(before + " lines were written before the chain began, and nothing is known of them");
        }
        if (keys.checkpoints().isPresent()) {
            note(checkpoints + " signed checkpoints; " + unsigned + " lines after the last");
        }
        if (keys.initial().isEmpty()) {
            note(
                    keys.checkpoints().isEmpty()
                            ? "without a key this shows mistakes only: who changes a line can mend the chain"
                            : "without --key nothing vouches for lines after the last checkpoint");
        }
        if (state.isEmpty()) {
            note("without the gateway's state lines that were cut off at the end are not missed");
        }
    }
}
