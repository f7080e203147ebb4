/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The receiver's half of QoS 1 and 2 (MQTT 5, section 4.3): answers in every order that is legal, and insists that the other
 * side keeps to its Receive Maximum. Outlives a connection as the session does.
 */
final class Receiving {
    private record Received(Message message, int packetId) {}

    private final int level;
    private final List<Integer> reasons;
    /** QoS 2 identifiers that stand for a message until their PUBREL. */
    private final Map<Integer, Message> known = new HashMap<>();

    private final Set<Integer> open = new HashSet<>();
    private final Deque<Received> pubacks = new ArrayDeque<>();
    private final Deque<Received> pubrecs = new ArrayDeque<>();
    private final List<Ack> pubcomps = new ArrayList<>();
    private int receiveMaximum;
    private boolean resumed;

    /**
     * @param reasons what a PUBACK or PUBREC may say
     */
    Receiving(int level, List<Integer> reasons) {
        this.level = level;
        this.reasons = reasons;
    }

    /**
     * A connection is there.
     *
     * @param receiveMaximum what the other side was told
     */
    void connected(int receiveMaximum, boolean resumed) {
        this.receiveMaximum = receiveMaximum;
        this.resumed = resumed;
        open.clear();
        pubacks.clear();
        pubrecs.clear();
        pubcomps.clear();
    }

    /** The session begins anew. */
    void forget() {
        known.clear();
    }

    void arrived(Message message, Publish publish) {
        if (publish.qos() == 0) {
            message.accepted();
            return;
        }
        int id = publish.packetId();
        if (!open.add(id)) {
            throw new AssertionError("packet identifier " + id + " is used again before its flow is over: " + publish);
        }
        if (open.size() > receiveMaximum) {
            throw new AssertionError(open.size() + " in flight where " + receiveMaximum + " are allowed: " + publish);
        }
        Received received = new Received(message, id);
        if (publish.qos() == 1) {
            message.accepted();
            pubacks.add(received);
        } else {
            if (known.put(id, message) == null) {
                message.accepted();
            }
            pubrecs.add(received);
        }
    }

    /** A PUBREL arrives. */
    void released(int packetId) {
        boolean wasKnown = known.remove(packetId) != null;
        if (!wasKnown && !resumed) {
            throw new AssertionError("PUBREL " + packetId + " of a flow that never came here");
        }
        pubcomps.add(new Ack(PacketType.PUBCOMP, packetId, wasKnown || level < 5 ? 0 : 0x92));
    }

    /** One of the answers that may be given next. */
    Optional<Ack> answer(Chance chance) {
        int kind = chance.below(3);
        for (int i = 0; i < 3; i++) {
            Optional<Ack> answer =
                    switch ((kind + i) % 3) {
                        case 0 -> Optional.ofNullable(pubacks.poll()).map(received -> puback(received, chance));
                        case 1 -> Optional.ofNullable(pubrecs.poll()).map(received -> pubrec(received, chance));
                        default -> pubcomp(chance);
                    };
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private Ack puback(Received received, Chance chance) {
        Ack ack = new Ack(PacketType.PUBACK, received.packetId(), reason(chance));
        received.message().answered(ack.reason());
        open.remove(ack.packetId());
        return ack;
    }

    private Ack pubrec(Received received, Chance chance) {
        Ack ack = new Ack(PacketType.PUBREC, received.packetId(), reason(chance));
        received.message().answered(ack.reason());
        if (ack.isError()) {
            open.remove(ack.packetId());
            known.remove(ack.packetId());
        }
        return ack;
    }

    private Optional<Ack> pubcomp(Chance chance) {
        if (pubcomps.isEmpty()) {
            return Optional.empty();
        }
        Ack ack = pubcomps.remove(chance.below(pubcomps.size()));
        open.remove(ack.packetId());
        return Optional.of(ack);
    }

    private int reason(Chance chance) {
        return level < 5 || !chance.oneIn(8) ? 0 : chance.of(reasons);
    }

    boolean isSettled() {
        return open.isEmpty() && pubcomps.isEmpty();
    }

    @Override
    public String toString() {
        return open.size() + " to answer of " + receiveMaximum;
    }
}
