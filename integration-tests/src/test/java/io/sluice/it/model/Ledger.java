/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * What one side sent on a connection and the other side still has to see: everything that is allowed, once, in order, and as
 * the same bytes where nothing had to be made anew. Acknowledgements are not entered here; {@link Sending} looks after them.
 */
final class Ledger {
    private record Entry(Packet packet, Optional<Publish> publish, Optional<Message> message) {
        boolean mayBeMissing() {
            return message.map(sent -> sent.verdict() == Verdict.EITHER).orElse(false);
        }

        @Override
        public String toString() {
            return message.map(Message::toString).orElseGet(packet::toString);
        }
    }

    private final Deque<Entry> expected = new ArrayDeque<>();
    private final boolean stripsRetain;
    private final int level;
    private boolean aliasWithheld;

    Ledger(int level, boolean stripsRetain) {
        this.level = level;
        this.stripsRetain = stripsRetain;
    }

    /** A PUBLISH goes out. */
    void sent(Message message, Publish publish) {
        aliasWithheld |= message.verdict() != Verdict.ALLOWED && publish.alias() > 0;
        if (message.verdict() != Verdict.DENIED) {
            Publish passing = stripsRetain ? publish.withoutRetain() : publish;
            expected.add(new Entry(passing.packet(level), Optional.of(passing), Optional.of(message)));
        }
    }

    /** Another packet goes out, which passes like this. */
    void sent(Packet packet) {
        expected.add(new Entry(packet, Optional.empty(), Optional.empty()));
    }

    /**
     * A PUBLISH arrives.
     *
     * @param topic what it is about to the receiver, an alias resolved
     * @return the message that it is
     */
    Message arrived(Packet packet, Publish seen, String topic) {
        for (Entry next = expected.poll(); next != null; next = expected.poll()) {
            if (next.message().map(message -> message.topic().equals(topic)).orElse(false)
                    && isSame(next, packet, seen, topic)) {
                return next.message().orElseThrow();
            }
            if (!next.mayBeMissing()) {
                throw new AssertionError("next had to come " + next + ", but there came " + seen + " about '" + topic
                        + "' as " + packet);
            }
        }
        throw new AssertionError("nothing like it was sent: " + seen + " about '" + topic + "' as " + packet);
    }

    private boolean isSame(Entry sent, Packet packet, Publish seen, String topic) {
        if (Arrays.equals(sent.packet().bytes(), packet.bytes())) {
            return true;
        }
        // The topic is written out where the receiver may not have been taught the alias, and nowhere else.
        Publish publish = sent.publish().orElseThrow();
        return mayBeWrittenOut(publish) && seen.topic().equals(topic) && publish.equalsButTopic(seen);
    }

    /** Whether a PUBLISH by alias may arrive with its topic written out. */
    boolean mayBeWrittenOut(Publish publish) {
        return aliasWithheld && publish.topic().isEmpty();
    }

    /** A packet that is no PUBLISH arrives. */
    void arrived(Packet packet) {
        for (Entry next = expected.poll(); next != null; next = expected.poll()) {
            if (Arrays.equals(next.packet().bytes(), packet.bytes())) {
                return;
            }
            if (!next.mayBeMissing()) {
                throw new AssertionError("next had to come " + next + ", but there came " + packet);
            }
        }
        throw new AssertionError("nothing like it was sent: " + packet);
    }

    /** Whether everything that has to arrive has arrived. */
    boolean isSettled() {
        return expected.stream().allMatch(Entry::mayBeMissing);
    }

    @Override
    public String toString() {
        return expected.size() + " to arrive" + (expected.isEmpty() ? "" : ", first " + expected.peek());
    }
}
