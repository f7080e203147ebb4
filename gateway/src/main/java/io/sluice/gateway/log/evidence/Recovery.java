/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import io.sluice.gateway.log.RollingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Finds where a chain stands after the gateway was killed: its state is written after its lines, so that the files may be ahead
 * of it by those of the last second or two.
 */
final class Recovery {
    private final ChainState state;
    private ChainState now;
    private boolean found;
    private boolean any;

    private Recovery(ChainState state) {
        this.state = state;
        this.now = state;
        this.found = state.seq() == 0;
    }

    /**
     * What came of it.
     *
     * @param state to go on from
     * @param fault what does not fit in the files, empty if all does
     */
    record Outcome(ChainState state, Optional<String> fault) {}

    /**
     * Follows the lines behind a state.
     *
     * @param log ends with a whole line
     */
    static Outcome of(Path log, ChainState state) throws IOException {
        Recovery recovery = new Recovery(state);
        for (Path file : since(log, state)) {
            try (WholeLines lines = new WholeLines(file)) {
                for (Optional<String> text = lines.next(); text.isPresent(); text = lines.next()) {
                    if (!recovery.fits(text.flatMap(ChainLine::parse))) {
                        return recovery.outcome("line " + (recovery.now.seq() + 1) + " of the chain was changed");
                    }
                }
            }
        }
        return !recovery.found && recovery.any
                ? recovery.outcome("line " + state.seq() + " of the chain is gone or was changed")
                : new Outcome(recovery.now, Optional.empty());
    }

    private Outcome outcome(String fault) {
        return new Outcome(now, Optional.of(fault));
    }

    /** The files that can hold lines behind a state, the oldest first. */
    private static List<Path> since(Path log, ChainState state) throws IOException {
        List<Path> files = new ArrayList<>();
        Path file = log;
        for (int index = 1; index == 1 || Files.isRegularFile(file); index++) {
            if (Files.isRegularFile(file)) {
                files.add(file);
                if (LogVerifier.firstSeq(file) <= state.seq()) {
                    break;
                }
            }
            file = RollingFile.rolled(log, index);
        }
        Collections.reverse(files);
        return files;
    }

    /** Whether the next line is as the state and the lines behind it want it. */
    private boolean fits(Optional<ChainLine> line) {
        any |= line.isPresent();
        if (!found) {
            if (line.filter(this::isLast).isPresent()) {
                found = true;
                return true;
            }
            found = line.filter(this::follows).isPresent();
        }
        if (!found || (line.isEmpty() && now.seq() == 0)) {
            return true; // From before the state, or before the chain.
        }
        if (line.filter(this::follows).isEmpty()) {
            return false;
        }
        long seq = now.seq() + 1;
        now = new ChainState(now.id(), seq, line.get().hash(), now.key().after(seq));
        return true;
    }

    private boolean isLast(ChainLine line) {
        return line.id().equals(state.id())
                && line.seq() == state.seq()
                && line.hash().equals(state.head());
    }

    private boolean follows(ChainLine line) {
        return line.id().equals(now.id())
                && line.seq() == now.seq() + 1
                && line.prev().equals(now.head())
                && now.key().isMac(line.mac(), line.macedPart());
    }
}
