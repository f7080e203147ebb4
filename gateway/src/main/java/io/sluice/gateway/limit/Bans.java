/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import io.sluice.policy.BanLimit;
import io.sluice.policy.Limits;
import io.sluice.policy.Verdict;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps out sources whose CONNECTs are refused again and again, or whose connections come and go ({@code limits.ban}).
 * Asked once a connection, from any thread.
 *
 * <p>Bounded: of sources that are not banned those are remembered that did something last, as many as fit into
 * {@value #MOST_TIMES} times; of banned ones {@value #MOST_BANS}, and beyond that the ban goes that was made first.
 */
public final class Bans {
    static final int MOST_BANS = 65_536;
    private static final int MOST_SOURCES = 65_536;
    private static final int MOST_TIMES = 1 << 21;

    private final LongSupplier clock;
    private final Map<SourceKey, Conduct> records = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<SourceKey, Sentence> sentences = new LinkedHashMap<>();
    private long total;
    // Read without the lock where nobody is ever banned.
    private volatile Optional<BanLimit> limit;

    /** What a source did of late. */
    private static final class Conduct {
        private final RecentTimes refusals;
        private final RecentTimes cycles;

        Conduct(BanLimit limit) {
            this.refusals = new RecentTimes(limit.after());
            this.cycles = new RecentTimes(counts(limit.cyclesAfter()) ? limit.cyclesAfter() : 1);
        }
    }

    private record Sentence(String cause, long until) {}

    /** @param clock nanoseconds of a clock that never goes back */
    public Bans(Limits limits, LongSupplier clock) {
        this.limit = limits.ban();
        this.clock = clock;
    }

    private static boolean counts(int cyclesAfter) {
        return cyclesAfter != Integer.MAX_VALUE;
    }

    /** Judges by another limit from now on. Bans stay in force, unless there is none any more. */
    public synchronized void limits(Limits limits) {
        if (!limits.ban().equals(limit)) {
            records.clear();
        }
        limit = limits.ban();
        if (limit.isEmpty()) {
            sentences.clear();
        }
    }

    /** Refuse for a source that is banned, empty for any other. */
    public Optional<Verdict.Refuse> refusal(InetAddress address) {
        if (limit.isEmpty()) {
            return Optional.empty();
        }
        return isBanned(SourceKey.of(address)) ? limit.map(BanLimit::verdict) : Optional.empty();
    }

    private synchronized boolean isBanned(SourceKey key) {
        Sentence sentence = sentences.get(key);
        if (sentence == null) {
            return false;
        }
        if (sentence.until - clock.getAsLong() <= 0) {
            sentences.remove(key);
            return false;
        }
        return true;
    }

    /**
     * A CONNECT of this source was refused.
     *
     * @return the ban that this led to
     */
    public Optional<Ban> refused(InetAddress address) {
        Optional<BanLimit> now = limit;
        return now.isEmpty() ? Optional.empty() : refused(address, now.get());
    }

    private synchronized Optional<Ban> refused(InetAddress address, BanLimit now) {
        SourceKey key = SourceKey.of(address);
        return record(key, now).refusals.add(clock.getAsLong(), now.within().toNanos())
                ? Optional.of(ban(key, now, now.after() + " refused CONNECTs"))
                : Optional.empty();
    }

    /**
     * A connection of this source came and went.
     *
     * @param lived how long it was there; only what is shorter than the window counts
     * @return the ban that this led to
     */
    public Optional<Ban> cameAndWent(InetAddress address, Duration lived) {
        Optional<BanLimit> now = limit;
        return now.isEmpty()
                        || !counts(now.get().cyclesAfter())
                        || lived.compareTo(now.get().within()) >= 0
                ? Optional.empty()
                : cameAndWent(address, now.get());
    }

    private synchronized Optional<Ban> cameAndWent(InetAddress address, BanLimit now) {
        SourceKey key = SourceKey.of(address);
        return record(key, now).cycles.add(clock.getAsLong(), now.within().toNanos())
                ? Optional.of(ban(key, now, now.cyclesAfter() + " connections that came and went"))
                : Optional.empty();
    }

    private Conduct record(SourceKey key, BanLimit now) {
        Conduct record = records.computeIfAbsent(key, unknown -> new Conduct(now));
        int times = now.after() + (counts(now.cyclesAfter()) ? now.cyclesAfter() : 1);
        dropFirst(records, Math.max(1, Math.min(MOST_SOURCES, MOST_TIMES / times)));
        return record;
    }

    private Ban ban(SourceKey key, BanLimit now, String what) {
        records.remove(key);
        String cause = what + " within " + now.within().toSeconds() + " s";
        sentences.remove(key);
        sentences.put(key, new Sentence(cause, clock.getAsLong() + now.length().toNanos()));
        dropFirst(sentences, MOST_BANS);
        total++;
        return new Ban(key.toString(), cause, now.length());
    }

    private static void dropFirst(Map<SourceKey, ?> map, int most) {
        if (map.size() > most) {
            Iterator<?> first = map.values().iterator();
            first.next();
            first.remove();
        }
    }

    /** The bans in force, the one made first in front. */
    public synchronized List<Ban> inForce() {
        sweep();
        long now = clock.getAsLong();
        List<Ban> bans = new ArrayList<>(sentences.size());
        sentences.forEach((key, sentence) ->
                bans.add(new Ban(key.toString(), sentence.cause, Duration.ofNanos(sentence.until - now))));
        return bans;
    }

    /** Ends the ban of the source that an address belongs to; returns whether there was one. */
    public synchronized boolean lift(InetAddress address) {
        SourceKey key = SourceKey.of(address);
        boolean banned = isBanned(key);
        sentences.remove(key);
        return banned;
    }

    /** Ends all bans; returns how many there were. */
    public synchronized int liftAll() {
        sweep();
        int count = sentences.size();
        sentences.clear();
        return count;
    }

    /** Bans made so far. */
    public synchronized long total() {
        return total;
    }

    /** Bans in force now. */
    public synchronized int count() {
        sweep();
        return sentences.size();
    }

    /** Forgets the bans that are over. */
    public synchronized void sweep() {
        long now = clock.getAsLong();
        sentences.values().removeIf(sentence -> sentence.until - now <= 0);
    }

    synchronized int remembered() {
        return records.size();
    }
}
