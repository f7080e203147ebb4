/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.Optional;

/** A device on one connection, that does whatever comes to its mind and is legal. */
final class Device implements Connection.Reader {
    private static final int NEVER = -1;

    private final Session session;
    private final Link link;
    private final Chance chance;
    private final Connection wire;
    private final Hello hello;
    private final Requests requests;
    private Optional<Exchange> exchange = Optional.empty();
    private boolean connected;
    private int actions;
    private int cutAt = NEVER;
    private boolean cutOff;
    private boolean refused;
    private boolean left;
    private boolean gone;

    Device(Session session, Link link, boolean cleanStart, int port, Selector selector, Chance chance)
            throws IOException {
        this.session = session;
        this.link = link;
        this.chance = chance;
        this.hello = Hello.random(session, cleanStart, chance);
        this.actions = chance.between(20, 250);
        this.wire = Connection.to(port, selector, chance.fork(), this);
        this.requests = new Requests(session, link, wire, chance.fork(), hello.authenticationMethod());
        if (cleanStart) {
            // Right now, whether the CONNECT arrives or not [MQTT-3.1.2-4].
            session.deviceState().forget();
        }
        if (chance.oneIn(2) && session.takeCut()) {
            cutAt = chance.below(actions);
        }
        wire.send(hello.packet());
        if (hello.verdict() == Verdict.ALLOWED) {
            link.up().sent(hello.passing());
            if (session.level() < 5 && cleanStart && chance.oneIn(4)) {
                // Whoever is told no limits may go on before the CONNACK (MQTT 3.1.1, section 3.1.4).
                open(Terms.NONE, false);
            }
        }
    }

    private void open(Terms theirs, boolean resumed) {
        exchange = Optional.of(
                new Exchange(Side.DEVICE, session, link, wire, chance.fork(), hello.terms(), theirs, resumed));
    }

    void turn() throws IOException {
        if (gone) {
            return;
        }
        if (exchange.isPresent() && !left) {
            act(exchange.get());
        }
        if (!gone) {
            wire.push();
        }
    }

    /** Goes away without a word. */
    private void cut() throws IOException {
        link.cut();
        wire.push();
        wire.close();
        cutOff = true;
        gone = true;
    }

    private void act(Exchange messages) throws IOException {
        messages.answer();
        for (int i = chance.below(4); i > 0 && actions > 0 && !messages.isFull(); i--) {
            actions--;
            if (chance.percent(80)) {
                messages.publish(requests::uses);
            } else {
                requests.ask(messages);
            }
            if (connected && actions <= cutAt) {
                cut();
                return;
            }
            if (actions == 0) {
                requests.ping();
            }
        }
        if (connected && actions == 0 && requests.isSettled() && session.isSettled()) {
            leave();
        }
    }

    private void leave() {
        Packet disconnect = Packet.ofType(PacketType.DISCONNECT, new Bytes());
        link.up().sent(disconnect);
        wire.send(disconnect);
        wire.leave();
        left = true;
    }

    @Override
    public void packet(Packet packet) {
        if (link.isCut() && packet.type() == PacketType.DISCONNECT) {
            disconnected(packet);
            return;
        }
        if (refused) {
            throw new AssertionError("after a refusal there came " + packet);
        }
        if (packet.type() == PacketType.CONNACK && !connected) {
            connected(packet);
        } else if (exchange.isEmpty() || !exchange.get().arrives(packet)) {
            requests.arrives(packet);
        }
    }

    /** The broker is lost: it says so itself, or the gateway does. */
    private void disconnected(Packet packet) {
        if (!packet.toString().equals("e0 02 80 00")) {
            link.down().arrived(packet);
        }
    }

    private void connected(Packet packet) {
        Cursor in = packet.body();
        boolean sessionPresent = (in.u8() & 1) != 0;
        int code = in.u8();
        if (hello.verdict() == Verdict.DENIED) {
            refused = code == (session.level() == 5 ? 0x87 : 5);
        }
        if (link.isCut() && code == (session.level() == 5 ? 0x88 : 3)) {
            // The broker hung up in the middle of its CONNACK.
            return;
        }
        if (code != 0 && !refused) {
            throw new AssertionError("in place of a CONNACK there came " + packet);
        }
        connected = !refused;
        requests.connected();
        if (connected && exchange.isEmpty()) {
            Terms theirs = session.level() == 5 ? Terms.read(Properties.read(in.properties())) : Terms.NONE;
            open(theirs, sessionPresent);
        }
    }

    @Override
    public void end() {
        if (!left && !refused && !link.isCut()) {
            throw new AssertionError("the device was cut off");
        }
        cutOff = link.isCut();
        gone = true;
    }

    /** Whether it has lost its connection and wants another. */
    boolean isCutOff() {
        return cutOff;
    }

    /** Whether it is done. */
    boolean isGone() {
        return gone && !cutOff;
    }

    /** Whether its CONNECT was denied, as it had to be. */
    boolean isRefused() {
        return refused;
    }

    @Override
    public String toString() {
        return "device of " + session.clientId() + " (protocol level " + session.level() + ") with " + actions
                + " things left to do, " + requests + (left ? ", leaving" : "");
    }
}
