/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a chain stands after the gateway was killed: its state is written after its lines, so that the file may be ahead of it
 * by those of the last second.
 *
 * @param state to go on from
 * @param fault what does not fit in the file, empty if all does
 */
record Recovery(ChainState state, Optional<String> fault) {

    /**
     * Follows the lines behind a state.
     *
     * @param log ends with a whole line; holds all that came after the state
     */
    static Recovery of(Path log, ChainState state) throws IOException {
        if (!Files.isRegularFile(log)) {
            return new Recovery(state, Optional.empty());
        }
        ChainState now = state;
        boolean found = state.seq() == 0;
        boolean any = false;
        try (WholeLines lines = new WholeLines(log)) {
            for (Optional<String> text = lines.next(); text.isPresent(); text = lines.next()) {
                Optional<ChainLine> read = text.flatMap(ChainLine::parse);
                any |= read.isPresent();
                if (!found) {
                    if (read.filter(line -> isLast(line, state)).isPresent()) {
                        found = true;
                        continue;
                    }
                    found = read.filter(line -> follows(line, state)).isPresent();
                }
                if (found) {
                    if (read.isEmpty() && now.seq() == 0) {
                        continue; // From before there was a chain.
                    }
                    ChainState before = now;
                    if (read.filter(line -> follows(line, before)).isEmpty()) {
                        return new Recovery(now, Optional.of("line " + (now.seq() + 1) + " of the chain was changed"));
                    }
                    now = new ChainState(
                            now.id(),
                            now.seq() + 1,
                            read.get().hash(),
                            now.key().after(now.seq() + 1));
                }
            }
        }
        // A file that was rolled just before has none of the lines, and is empty or new.
        return !found && any
                ? new Recovery(state, Optional.of("line " + state.seq() + " of the chain is gone or was changed"))
                : new Recovery(now, Optional.empty());
    }

    private static boolean isLast(ChainLine line, ChainState state) {
        return line.id().equals(state.id())
                && line.seq() == state.seq()
                && line.hash().equals(state.head());
    }

    private static boolean follows(ChainLine line, ChainState state) {
        return line.id().equals(state.id())
                && line.seq() == state.seq() + 1
                && line.prev().equals(state.head())
                && state.key().isMac(line.mac(), line.macedPart());
    }
}
