/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;

/** The broker's end of a connection: answers what it must, and delivers whatever comes to its mind and is legal. */
final class BrokerEnd implements Connection.Reader {
    private final Map<String, Session> sessions;
    private final Connection wire;
    private Optional<Session> session = Optional.empty();
    private Optional<Exchange> exchange = Optional.empty();
    private Chance chance = new Chance(0);
    private int deliveries;
    private boolean disconnected;
    private boolean gone;

    /**
     * @param sessions by client id
     */
    BrokerEnd(Map<String, Session> sessions, SocketChannel channel, Selector selector, Chance chance)
            throws IOException {
        this.sessions = sessions;
        this.wire = new Connection(channel, selector, chance, this);
    }

    @Override
    public void packet(Packet packet) {
        if (session.isEmpty()) {
            connect(packet);
            return;
        }
        if (!exchange.orElseThrow().arrives(packet)) {
            session.get().up().arrived(packet);
            disconnected = packet.type() == PacketType.DISCONNECT;
        }
    }

    private void connect(Packet packet) {
        Cursor in = packet.body();
        in.text();
        int level = in.u8();
        in.u8();
        in.u16();
        Terms theirs = level == 5 ? Terms.read(Properties.read(in.properties())) : Terms.NONE;
        Session of = sessions.get(in.text());
        session = Optional.of(of);
        chance = of.reached(this);
        deliveries = chance.between(0, 250);
        Terms mine = Terms.random(level, chance);
        Bytes body = new Bytes().u8(0).u8(0);
        if (level == 5) {
            Bytes properties = new Bytes();
            mine.write(properties);
            body.properties(properties);
        }
        wire.send(Packet.ofType(PacketType.CONNACK, body));
        exchange = Optional.of(new Exchange(Side.BROKER, of, wire, chance.fork(), mine, theirs, false));
    }

    void turn() throws IOException {
        if (gone) {
            return;
        }
        if (exchange.isPresent()) {
            Exchange messages = exchange.get();
            messages.answer();
            for (int i = chance.below(4); i > 0 && deliveries > 0 && !messages.isFull(); i--) {
                deliveries--;
                messages.publish(id -> false);
            }
        }
        wire.push();
    }

    /** Nothing but a DISCONNECT lets a device go (MQTT 5, section 3.14). */
    @Override
    public void end() {
        if (session.isPresent() && !disconnected) {
            throw new AssertionError(session.get() + ": the gateway left without a DISCONNECT");
        }
        gone = true;
    }

    boolean isDone() {
        return deliveries == 0;
    }

    boolean isGone() {
        return gone;
    }

    @Override
    public String toString() {
        return "broker of "
                + session.map(of -> of.clientId() + " (protocol level " + of.level() + ")")
                        .orElse("nobody") + " with "
                + deliveries + " deliveries left";
    }
}
