/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import io.sluice.gateway.log.Line;
import io.sluice.gateway.log.LineSink;
import io.sluice.gateway.log.Notice;
import io.sluice.gateway.log.RollingFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines to a file, chained. The state of the chain lies beside it and is written once a second, after the lines: keys of lines
 * that were written before that are nowhere any more.
 */
public final class EvidenceFile implements LineSink {
    private static final Logger log = LoggerFactory.getLogger(EvidenceFile.class);
    private static final long CLOSE_SECONDS = 2;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final RollingFile file;
    private final EvidenceSettings settings;
    private final Optional<Checkpoints> signer;
    private final InstantSource clock;
    private final Path stateFile;
    private final FileChannel lock;
    private final Chain chain;
    private volatile long kept;
    private long keptAt = System.nanoTime() - SECOND;
    private long checkpointed = -1;
    private Instant checkpointedAt = Instant.MIN;
    private volatile boolean complained;
    private final AtomicBoolean keeping = new AtomicBoolean();
    private final ExecutorService keeper = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "sluice-log-state");
        thread.setDaemon(true);
        return thread;
    });

    private EvidenceFile(
            String name, RollingFile file, EvidenceSettings settings, InstantSource clock, FileChannel lock)
            throws IOException {
        this.name = name;
        this.file = file;
        this.settings = settings;
        this.clock = clock;
        this.lock = lock;
        this.stateFile = ChainState.fileOf(file.path());
        this.signer = settings.checkpointKey().isPresent()
                ? Optional.of(Checkpoints.with(settings.checkpointKey().get()))
                : Optional.empty();
        ChainState last = Files.exists(stateFile) ? ChainState.read(stateFile) : begin();
        this.kept = last.seq();
        file.open();
        Recovery.Outcome recovery = Recovery.of(file.path(), last);
        recovery.fault()
                .ifPresent(what -> log.error(
                        "event=log-changed log={} file=\"{}\" what=\"{}\" do=\"sluice log verify\"",
                        name,
                        file.path(),
                        what));
        this.chain = new Chain(recovery.state());
        warnOfInitialKey();
    }

    /**
     * Goes on with the chain of a file, or begins one.
     *
     * @param name of the log
     * @throws IOException when that cannot be done safely; the message says why
     */
    public static EvidenceFile open(String name, RollingFile file, EvidenceSettings settings, InstantSource clock)
            throws IOException {
        Path lockFile = Path.of(ChainState.fileOf(file.path()) + ".lock");
        FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new IOException("another gateway writes " + file.path());
            }
            return new EvidenceFile(name, file, settings, clock, lock);
        } catch (OverlappingFileLockException taken) {
            lock.close();
            throw new IOException("another gateway writes " + file.path(), taken);
        } catch (IOException | RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    /** What stands in the way of a chain in this file, as far as can be told without beginning it. */
    public static Optional<String> problem(Path file, EvidenceSettings settings) {
        Path stateFile = ChainState.fileOf(file);
        try {
            if (Files.exists(stateFile)) {
                ChainState.read(stateFile);
            } else if (holdsChain(file)) {
                return Optional.of(gone(file));
            } else {
                InitialKey.read(settings.key());
            }
            return Optional.empty();
        } catch (IOException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }

    private ChainState begin() throws IOException {
        if (holdsChain(file.path())) {
            throw new IOException(gone(file.path()));
        }
        byte[] initial = InitialKey.read(settings.key());
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String id = HexFormat.of().formatHex(random);
        ChainState first = new ChainState(id, 0, ChainLine.NONE, LineKey.of(initial, id, 1));
        first.write(stateFile);
        return first;
    }

    private static String gone(Path file) {
        return ChainState.fileOf(file) + ", the state of the chain in " + file
                + ", is gone; bring it back, or put the file away and begin another chain";
    }

    private static boolean holdsChain(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.anyMatch(line -> ChainLine.parse(line).isPresent());
        }
    }

    private void warnOfInitialKey() {
        if (Files.exists(settings.key())) {
            log.warn(
                    "event=evidence-key-present file=\"{}\" do=\"keep it elsewhere: whoever finds it here can forge the whole log\"",
                    settings.key());
        }
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public List<Line> write(List<Line> lines) throws IOException {
        ChainState before = chain.state();
        try {
            return writeChained(lines);
        } catch (IOException | RuntimeException failure) {
            chain.reset(before);
            throw failure;
        }
    }

    private List<Line> writeChained(List<Line> lines) throws IOException {
        Instant now = clock.instant();
        List<Line> chained = new ArrayList<>(lines.size() + 1);
        for (Line line : lines) {
            chained.add(chain.add(line, Optional.empty()));
        }
        boolean due = signer.isPresent()
                && chain.state().seq() != checkpointed
                && !now.isBefore(checkpointedAt.plus(settings.checkpointEvery()));
        if (due) {
            chained.add(chain.add(Notice.checkpoint(now, name), signer));
        }
        file.write(chained);
        if (due) {
            checkpointed = chain.state().seq();
            checkpointedAt = now;
        }
        keepInTime();
        return chained;
    }

    /** Has the state written by somebody who may wait for the disk: lines must not. */
    private void keepInTime() {
        long now = System.nanoTime();
        ChainState state = chain.state();
        if (state.seq() != kept && now - keptAt >= SECOND && keeping.compareAndSet(false, true)) {
            keptAt = now;
            keeper.execute(() -> {
                try {
                    keep(state);
                } finally {
                    // Or a fault would keep every later state from being written.
                    keeping.set(false);
                }
            });
        }
    }

    /** Lines first: a state must not know of lines that a loss of power took. */
    private void keep(ChainState state) {
        try {
            file.force();
            state.write(stateFile);
            kept = state.seq();
            complained = false;
        } catch (IOException failure) {
            // The lines are written; a later state will do as well.
            if (!complained) {
                complained = true;
                log.error(
                        "event=log-failed log={} sink=state what=\"{}\" traffic=\"goes on\"", name, failure.toString());
            }
        }
    }

    @Override
    public void close() {
        try {
            checkpointedAt = Instant.MIN;
            write(List.of());
        } catch (IOException failure) {
            log.error("event=log-failed log={} sink=file what=\"{}\"", name, failure.toString());
        }
        keeper.shutdown();
        try {
            if (keeper.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                keep(chain.state());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        file.close();
        try {
            lock.close();
        } catch (IOException failure) {
            log.debug("the lock of {} cannot be given back", stateFile, failure);
        }
    }
}
