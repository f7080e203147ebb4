/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.Optional;
import java.util.function.IntPredicate;

/** What one end of a connection does with PUBLISHes and their answers, in both directions. */
final class Exchange {
    /** Says what has to become of a PUBLISH. */
    interface Judge {
        Verdict verdict(String topic, Optional<String> responseTopic);
    }

    /** Where a session's messages stand at one end; outlives its connections. */
    record State(Sending sending, Receiving receiving) {
        static State of(Side side, int level) {
            return new State(new Sending(side.refusal(level)), new Receiving(level, side.pubackReasons()));
        }

        /** A session begins anew; what was under way is lost. */
        void forget() {
            sending.forget();
            receiving.forget();
        }

        boolean isSettled() {
            return sending.isSettled() && receiving.isSettled();
        }
    }

    private static final int FULL = 1 << 16;

    private final Side side;
    private final Tally tally;
    private final Connection wire;
    private final int level;
    private final Chance chance;
    private final State state;
    private final Ledger outgoing;
    private final Ledger incoming;
    private final Judge outward;
    private final Judge inward;
    private final Aliases taught;
    private final Aliases learned;
    private final Publisher publisher;
    private final Terms mine;
    private final int largest;

    /**
     * @param mine what this end told the other
     * @param theirs what the other end told this one
     * @param resumed whether the session goes on from an earlier connection
     */
    Exchange(
            Side side,
            Session session,
            Link link,
            Connection wire,
            Chance chance,
            Terms mine,
            Terms theirs,
            boolean resumed) {
        boolean device = side == Side.DEVICE;
        Judge publishing = session.oracle()::publish;
        Judge delivering = (topic, responseTopic) -> session.oracle().deliver(topic);
        this.side = side;
        this.mine = mine;
        this.largest = theirs.maximumPacketSize();
        this.tally = session.tally();
        this.wire = wire;
        this.level = session.level();
        this.chance = chance;
        this.state = device ? session.deviceState() : session.brokerState();
        this.outgoing = device ? link.up() : link.down();
        this.incoming = device ? link.down() : link.up();
        this.outward = device ? publishing : delivering;
        this.inward = device ? delivering : publishing;
        this.taught = new Aliases(theirs.topicAliasMaximum());
        this.learned = new Aliases(mine.topicAliasMaximum());
        this.publisher = new Publisher(side, level, chance, new Topics(chance, session.clientId()), taught, largest);
        if (!resumed) {
            state.forget();
        }
        state.sending().connected(theirs.receiveMaximum());
        state.receiving().connected(mine.receiveMaximum(), resumed);
    }

    /** Whether the other side is too slow to be sent more. */
    boolean isFull() {
        return wire.backlog() > FULL;
    }

    /**
     * Publishes something, if it may.
     *
     * @param taken packet identifiers that are in use elsewhere
     */
    void publish(IntPredicate taken) {
        int qos = chance.below(3);
        if (qos > 0 && !state.sending().hasRoom()) {
            return;
        }
        int packetId = qos == 0 ? 0 : freeId(taken);
        Publish publish = publisher.next(qos, packetId);
        String topic = publish.topic().isEmpty() ? taught.topic(publish.alias()).orElseThrow() : publish.topic();
        Verdict verdict = outward.verdict(topic, publish.responseTopic());
        if (outgoing.mayBeWrittenOut(publish)
                && publish.withTopic(topic).packet(level).bytes().length > largest) {
            // With its topic written out it may be too large to go on, and nobody but the gateway knows.
            verdict = verdict.and(Verdict.EITHER);
        }
        Message message = new Message(publish, topic, verdict);
        tally.sent(side, message.verdict());
        if (qos > 0) {
            state.sending().sent(message, packetId);
        }
        send(message, publish);
    }

    private void send(Message message, Publish publish) {
        outgoing.sent(message, publish);
        wire.send(publish.packet(level));
    }

    /** Few of them, so that each is used again soon. */
    int freeId(IntPredicate taken) {
        while (true) {
            int id = chance.oneIn(20) ? chance.between(1, 65_535) : chance.between(1, 200);
            if (!state.sending().uses(id) && !taken.test(id)) {
                return id;
            }
        }
    }

    /** Gives some of the answers that are due, and goes on with what is under way. */
    void answer() {
        if (chance.percent(50)) {
            for (int i = chance.between(1, 12); i > 0; i--) {
                state.receiving().answer(chance).ifPresent(ack -> wire.send(ack.packet(level, chance)));
            }
        }
        if (chance.percent(50)) {
            state.sending().release().ifPresent(ack -> wire.send(ack.packet(level, chance)));
        }
        if (!isFull()) {
            state.sending().repeat().ifPresent(message -> send(message, publisher.again(message)));
        }
    }

    /**
     * A packet arrives.
     *
     * @return whether it was one of those that are dealt with here
     */
    boolean arrives(Packet packet) {
        mine.check(packet);
        switch (packet.type()) {
            case PacketType.PUBLISH -> published(packet);
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBCOMP ->
                state.sending().answered(Ack.read(packet));
            case PacketType.PUBREL ->
                state.receiving().released(Ack.read(packet).packetId());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void published(Packet packet) {
        Publish publish = Publish.read(packet, level);
        String topic = learned.resolve(publish);
        if (inward.verdict(topic, publish.responseTopic()) == Verdict.DENIED) {
            throw new AssertionError("what is denied got through: " + publish + " about '" + topic + "'");
        }
        Message message = incoming.arrived(packet, publish, topic);
        state.receiving().arrived(message, publish);
    }
}
