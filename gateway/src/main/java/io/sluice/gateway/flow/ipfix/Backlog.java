/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/** Records that wait for the collector, oldest first, and not more than so many bytes of them. */
final class Backlog {
    /** What the objects around a record's bytes take, roughly. */
    private static final int OVERHEAD = 80;

    private final Deque<WaitingRecord> records = new ArrayDeque<>();
    private final long limit;
    private long size;

    /** @param limit bytes */
    Backlog(long limit) {
        this.limit = limit;
    }

    /** Whether there was room. */
    boolean offer(WaitingRecord record) {
        if (size >= limit) {
            return false;
        }
        records.addLast(record);
        size += OVERHEAD + record.length();
        return true;
    }

    /** Takes back what was on its way, room or not: it is never more than the way takes. */
    void putBack(Collection<WaitingRecord> returned) {
        for (WaitingRecord record : returned) {
            records.addFirst(record);
            size += OVERHEAD + record.length();
        }
    }

    Optional<WaitingRecord> poll() {
        WaitingRecord oldest = records.pollFirst();
        if (oldest != null) {
            size -= OVERHEAD + oldest.length();
        }
        return Optional.ofNullable(oldest);
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    void forget(Consumer<WaitingRecord> each) {
        records.forEach(each);
        records.clear();
        size = 0;
    }
}
