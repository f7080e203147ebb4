/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.Optional;

/** A device that does whatever comes to its mind and is legal. */
final class Device implements Connection.Reader {
    private final Session session;
    private final Chance chance;
    private final Connection wire;
    private final Terms terms;
    private Optional<Exchange> exchange = Optional.empty();
    private int actions;
    private boolean left;
    private boolean gone;

    Device(Session session, int port, Selector selector, Chance chance) throws IOException {
        this.session = session;
        this.chance = chance;
        this.terms = Terms.random(session.level(), chance);
        this.actions = chance.between(20, 250);
        this.wire = Connection.to(port, selector, chance.fork(), this);
        wire.send(connect());
    }

    /** MQTT 5, section 3.1. */
    private Packet connect() {
        Bytes body = new Bytes().text("MQTT").u8(session.level()).u8(0x02).u16(600);
        if (session.level() == 5) {
            Bytes properties = new Bytes();
            terms.write(properties);
            body.properties(properties);
        }
        return Packet.ofType(PacketType.CONNECT, body.text(session.clientId()));
    }

    void turn() throws IOException {
        if (gone) {
            return;
        }
        if (exchange.isPresent() && !left) {
            Exchange messages = exchange.get();
            messages.answer();
            for (int i = chance.below(4); i > 0 && actions > 0 && !messages.isFull(); i--) {
                actions--;
                messages.publish(id -> false);
            }
            if (actions == 0 && session.isSettled()) {
                leave();
            }
        }
        wire.push();
    }

    private void leave() {
        Packet disconnect = Packet.ofType(PacketType.DISCONNECT, new Bytes());
        session.up().sent(disconnect);
        wire.send(disconnect);
        wire.leave();
        left = true;
    }

    @Override
    public void packet(Packet packet) {
        if (exchange.isEmpty()) {
            connected(packet);
        } else if (!exchange.get().arrives(packet)) {
            session.down().arrived(packet);
        }
    }

    private void connected(Packet packet) {
        Cursor in = packet.body();
        int acknowledgeFlags = in.u8();
        int code = in.u8();
        if (packet.type() != PacketType.CONNACK || code != 0) {
            throw new AssertionError("in place of a CONNACK there came " + packet);
        }
        Terms theirs = session.level() == 5 ? Terms.read(Properties.read(in.properties())) : Terms.NONE;
        exchange = Optional.of(
                new Exchange(Side.DEVICE, session, wire, chance.fork(), terms, theirs, (acknowledgeFlags & 1) != 0));
    }

    @Override
    public void end() {
        if (!left) {
            throw new AssertionError("the device was cut off");
        }
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    @Override
    public String toString() {
        return "device of " + session.clientId() + " (protocol level " + session.level() + ") with " + actions
                + " things left to do" + (left ? ", leaving" : "");
    }
}
