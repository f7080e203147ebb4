/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A client of the broker on one connection: it is answered what it must be, and delivered whatever is legal. */
final class Served {
    private static final int NEVER = -1;

    private final Session session;
    private final Link link;
    private final Connection wire;
    private final Chance chance;
    private final Terms mine;
    private final Terms theirs;
    private final Optional<String> authenticationMethod;
    private final Deque<Subscription.Answer> replies = new ArrayDeque<>();
    private final boolean resumed;
    private Optional<Exchange> exchange = Optional.empty();
    private int deliveries;
    private int cutAt = NEVER;
    private boolean disconnected;
    private boolean hangsUp;

    Served(Session session, Connection wire, boolean resumed, Packet connect, Properties properties) {
        this.session = session;
        this.link = session.link();
        this.wire = wire;
        this.resumed = resumed;
        this.chance = session.brokerChance();
        this.mine = Terms.random(session.level(), !session.isDurable(), chance);
        this.theirs = session.level() == 5 ? Terms.read(properties) : Terms.NONE;
        this.authenticationMethod = properties.text(Properties.AUTHENTICATION_METHOD);
        this.deliveries = chance.between(0, 250);
        if (chance.oneIn(2) && deliveries > 0 && session.takeCut()) {
            cutAt = chance.below(deliveries);
        }
        link.up().arrived(connect);
        welcome();
    }

    /** Goes on with the authentication, or sends CONNACK (MQTT 5, sections 3.2 and 4.12). */
    private void welcome() {
        if (authenticationMethod.isPresent() && !chance.oneIn(3)) {
            send(Requests.authentication(0x18, authenticationMethod.get(), chance));
            return;
        }
        Bytes body = new Bytes().u8(resumed ? 1 : 0).u8(0);
        if (session.level() == 5) {
            Bytes properties = new Bytes();
            mine.write(properties);
            authenticationMethod.ifPresent(
                    method -> properties.u8(Properties.AUTHENTICATION_METHOD).text(method));
            body.properties(properties);
        }
        wire.send(Packet.ofType(PacketType.CONNACK, body));
        exchange = Optional.of(new Exchange(Side.BROKER, session, link, wire, chance.fork(), mine, theirs, resumed));
    }

    private void send(Packet packet) {
        link.down().sent(packet);
        wire.send(packet);
    }

    void turn() {
        if (exchange.isEmpty() || disconnected) {
            return;
        }
        Exchange messages = exchange.get();
        messages.answer();
        for (int i = chance.below(4); i > 0 && deliveries > 0 && !messages.isFull(); i--) {
            deliveries--;
            messages.publish(id -> false);
            if (deliveries == cutAt) {
                cut();
                return;
            }
        }
        if (!replies.isEmpty() && chance.oneIn(3)) {
            Subscription.Answer reply = replies.remove();
            link.down().sent(reply.heard());
            wire.send(reply.said());
        }
    }

    /** Goes away, with a word or without (MQTT 5, section 4.13). */
    private void cut() {
        link.cut();
        if (session.level() == 5 && chance.oneIn(2)) {
            send(Packet.ofType(PacketType.DISCONNECT, new Bytes().u8(0x8b)));
            disconnected = true;
            wire.leave();
        } else {
            hangsUp = true;
        }
    }

    void arrives(Packet packet) {
        if (link.isCut() && disconnected) {
            return;
        }
        if (exchange.isPresent() && exchange.get().arrives(packet)) {
            return;
        }
        link.up().arrived(packet);
        switch (packet.type()) {
            case PacketType.SUBSCRIBE -> subscribe(packet);
            case PacketType.UNSUBSCRIBE -> reply(unsuback(packet));
            case PacketType.PINGREQ -> reply(Packet.ofType(PacketType.PINGRESP, new Bytes()));
            case PacketType.AUTH -> {
                if (exchange.isEmpty()) {
                    welcome();
                } else {
                    reply(Requests.authentication(chance.of(0x18, 0), authenticationMethod.orElseThrow(), chance));
                }
            }
            case PacketType.DISCONNECT -> {
                disconnected = true;
                wire.leave();
            }
            default -> throw new AssertionError("a broker does not expect " + packet);
        }
    }

    private void reply(Packet packet) {
        replies.add(new Subscription.Answer(packet, packet));
    }

    private void subscribe(Packet packet) {
        Cursor in = packet.body();
        int packetId = in.u16();
        if (session.level() == 5) {
            in.properties();
        }
        while (!in.atEnd()) {
            String filter = in.text();
            in.u8();
            if (session.oracle().subscribe(filter) == Verdict.DENIED) {
                throw new AssertionError("what is denied got through: SUBSCRIBE '" + filter + "'");
            }
        }
        replies.add(link.subscriptions().remove(packetId).answer(chance));
    }

    private Packet unsuback(Packet unsubscribe) {
        Cursor in = unsubscribe.body();
        Bytes body = new Bytes().u16(in.u16());
        if (session.level() == 5) {
            in.properties();
            body.u8(0);
            while (!in.atEnd()) {
                in.text();
                body.u8(chance.of(0x00, 0x11));
            }
        }
        return Packet.ofType(PacketType.UNSUBACK, body);
    }

    boolean isDone() {
        return deliveries == 0;
    }

    /** Whether the connection is to be closed at once. */
    boolean hangsUp() {
        return hangsUp;
    }

    boolean isCut() {
        return link.isCut();
    }

    boolean isDisconnected() {
        return disconnected;
    }

    @Override
    public String toString() {
        return "broker of " + session.clientId() + " (protocol level " + session.level() + ") with " + deliveries
                + " deliveries and " + replies.size() + " replies left";
    }
}
