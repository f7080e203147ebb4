/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import io.sluice.gateway.log.evidence.Verification.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows the chain of a log through its files, and names the first line that is not as it was written. */
public final class LogVerifier {
    private final VerifyingKeys keys;
    private final Optional<ChainState> state;
    private final Map<Long, ChainLine> elsewhere;

    private LogVerifier(VerifyingKeys keys, Optional<ChainState> state, Map<Long, ChainLine> elsewhere) {
        this.keys = keys;
        this.state = state;
        this.elsewhere = elsewhere;
    }

    /** One that looks at the files alone. */
    public static LogVerifier with(VerifyingKeys keys) {
        return new LogVerifier(keys, Optional.empty(), Map.of());
    }

    /**
     * Looks at the state of the gateway's chain too, which knows how far the log has come.
     *
     * @throws IOException when it cannot be read
     */
    public LogVerifier andState(Path file) throws IOException {
        return new LogVerifier(keys, Optional.of(ChainState.read(file)), elsewhere);
    }

    /**
     * Looks at copies of checkpoints too, which were kept where nobody could change them. Whatever stands around them in
     * their lines is skipped; lines without one are, too.
     *
     * @throws IOException when the file cannot be read, or holds a checkpoint that is signed by somebody else
     */
    public LogVerifier andCheckpoints(Path file) throws IOException {
        Map<Long, ChainLine> kept = new HashMap<>();
        try (WholeLines lines = new WholeLines(file)) {
            for (Optional<String> text = lines.next(); text.isPresent(); text = lines.next()) {
                Optional<ChainLine> line = text.map(read -> read.substring(Math.max(0, read.indexOf('{'))))
                        .flatMap(ChainLine::parse)
                        .filter(read -> read.signature().isPresent());
                if (line.isEmpty()) {
                    continue;
                }
                if (keys.checkpoints().isPresent()
                        && !VerifyingKeys.isSigned(
                                line.get(), keys.checkpoints().get())) {
                    throw new IOException(
                            "checkpoint " + line.get().seq() + " in " + file + " is signed by somebody else");
                }
                kept.put(line.get().seq(), line.get());
            }
        }
        return new LogVerifier(keys, state, kept);
    }

    /** The files of a log in the order in which they were written, whatever they are called. */
    public static List<Path> inOrder(List<Path> files) throws IOException {
        Map<Path, Long> first = new HashMap<>();
        for (Path file : files) {
            first.put(file, firstSeq(file));
        }
        List<Path> sorted = new ArrayList<>(files);
        sorted.sort(Comparator.comparing(first::get));
        return sorted;
    }

    /** The number of the first line of a chain in a file, {@link Long#MAX_VALUE} where there is none. */
    static long firstSeq(Path file) throws IOException {
        try (WholeLines lines = new WholeLines(file)) {
            for (Optional<String> text = lines.next(); text.isPresent(); text = lines.next()) {
                Optional<ChainLine> line = text.flatMap(ChainLine::parse);
                if (line.isPresent()) {
                    return line.get().seq();
                }
            }
        }
        return Long.MAX_VALUE;
    }

    /**
     * Verifies the files of one log.
     *
     * @param files in the order in which they were written
     */
    public Verification verify(List<Path> files) throws IOException {
        ChainWalk walk = new ChainWalk(keys, state, elsewhere);
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            walk.begin(file);
            try (WholeLines lines = new WholeLines(file)) {
                for (Optional<String> text = lines.next(); text.isPresent(); text = lines.next()) {
                    Optional<Fault> fault = walk.next(text.get());
                    if (fault.isPresent()) {
                        return new Verification(fault, walk.notes());
                    }
                }
                if (lines.isTorn()) {
                    if (i < files.size() - 1) {
                        return new Verification(
                                Optional.of(walk.here("half a line: the rest of the file was cut off")), walk.notes());
                    }
                    walk.note("the last line is not whole: being written, or left by a gateway that was killed");
                }
            }
        }
        Optional<Fault> fault = walk.end();
        return new Verification(fault, walk.notes());
    }
}
