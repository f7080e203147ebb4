/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sender's half of QoS 1 and 2 (MQTT 5, section 4.3): keeps to the receiver's Receive Maximum, fills it to the last
 * place, and insists that each answer is right, comes once and comes in order [MQTT-4.6.0-2, MQTT-4.6.0-3]. Outlives a
 * connection as the session does.
 */
final class Sending {
    /** More at once than this would leave few packet identifiers to choose from. */
    private static final int MOST = 60;

    private record Flight(Message message, int packetId) {}

    private final int refusal;
    private final Map<Integer, Flight> flights = new LinkedHashMap<>();
    private final Set<Integer> released = new HashSet<>();
    private final Set<Integer> counted = new HashSet<>();
    private final Deque<Flight> pubacks = new ArrayDeque<>();
    private final Deque<Flight> pubrecs = new ArrayDeque<>();
    private final Deque<Integer> toRelease = new ArrayDeque<>();
    private final Deque<Flight> toRepeat = new ArrayDeque<>();
    private int receiveMaximum;

    /**
     * @param refusal the reason code with which the gateway answers what it withholds
     */
    Sending(int refusal) {
        this.refusal = refusal;
    }

    /** A connection is there; what was under way before has to be sent again (section 4.4). */
    void connected(int receiveMaximum) {
        this.receiveMaximum = receiveMaximum;
        counted.clear();
        pubacks.clear();
        pubrecs.clear();
        toRelease.clear();
        toRepeat.clear();
        for (Flight flight : flights.values()) {
            if (released.contains(flight.packetId())) {
                toRelease.add(flight.packetId());
            } else {
                toRepeat.add(flight);
            }
        }
    }

    /** The session begins anew, and what was under way is lost. */
    void forget() {
        flights.clear();
        released.clear();
    }

    /** Whether one more may be sent. */
    boolean hasRoom() {
        return toRepeat.isEmpty() && hasPlace() && flights.size() < MOST;
    }

    private boolean hasPlace() {
        return counted.size() < receiveMaximum;
    }

    boolean uses(int packetId) {
        return flights.containsKey(packetId);
    }

    void sent(Message message, int packetId) {
        Flight flight = new Flight(message, packetId);
        flights.put(packetId, flight);
        await(flight);
    }

    private void await(Flight flight) {
        counted.add(flight.packetId());
        (flight.message().publish().qos() == 1 ? pubacks : pubrecs).add(flight);
    }

    /** The next message to send again, if there is one and room for it. */
    Optional<Message> repeat() {
        if (toRepeat.isEmpty() || !hasPlace()) {
            return Optional.empty();
        }
        Flight flight = toRepeat.remove();
        flight.message().repeated();
        await(flight);
        return Optional.of(flight.message());
    }

    /** The next PUBREL to send, in the order of the PUBRECs [MQTT-4.6.0-4]. */
    Optional<Ack> release() {
        return Optional.ofNullable(toRelease.poll()).map(id -> new Ack(PacketType.PUBREL, id, 0));
    }

    /** A PUBACK, PUBREC or PUBCOMP arrives. */
    void answered(Ack ack) {
        switch (ack.type()) {
            case PacketType.PUBACK -> complete(inOrder(pubacks, ack));
            case PacketType.PUBREC -> {
                Flight flight = inOrder(pubrecs, ack);
                if (ack.isError()) {
                    complete(flight);
                } else {
                    released.add(ack.packetId());
                    toRelease.add(ack.packetId());
                }
            }
            default -> {
                if (!released.contains(ack.packetId()) || toRelease.contains(ack.packetId())) {
                    throw new AssertionError(ack + " answers no PUBREL");
                }
                complete(flights.get(ack.packetId()));
            }
        }
    }

    private Flight inOrder(Deque<Flight> awaited, Ack ack) {
        Flight flight = awaited.poll();
        if (flight == null || flight.packetId() != ack.packetId()) {
            throw new AssertionError(ack + (flight == null ? " answers nothing" : " comes before that of " + flight));
        }
        flight.message().checkAnswer(ack.reason(), refusal);
        return flight;
    }

    private void complete(Flight flight) {
        flights.remove(flight.packetId());
        released.remove(flight.packetId());
        counted.remove(flight.packetId());
        flight.message().checkArrivals();
    }

    boolean isSettled() {
        return flights.isEmpty();
    }

    @Override
    public String toString() {
        return flights.size() + " in flight of " + receiveMaximum
                + flights.values().stream()
                        .findFirst()
                        .map(first -> ", first " + first)
                        .orElse("");
    }
}
