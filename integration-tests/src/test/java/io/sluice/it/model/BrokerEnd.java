/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;

/** The broker's end of a connection: waits for the CONNECT, then speaks with who has sent it. */
final class BrokerEnd implements Connection.Reader {
    private final Map<String, Session> sessions;
    private final Connection wire;
    private Optional<Served> served = Optional.empty();
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
    public void packet(Packet packet) throws IOException {
        if (served.isPresent()) {
            served.get().arrives(packet);
        } else {
            served = Optional.of(connect(packet));
        }
    }

    /** MQTT 5, section 3.1. */
    private Served connect(Packet packet) throws IOException {
        Cursor in = packet.body();
        in.text();
        int level = in.u8();
        boolean cleanStart = (in.u8() & 2) != 0;
        in.u16();
        Properties properties = level == 5 ? Properties.read(in.properties()) : Properties.NONE;
        String clientId = in.text();
        Session session = sessions.get(clientId);
        if (session == null) {
            throw new AssertionError("nobody is called " + clientId);
        }
        return new Served(session, wire, session.reached(this, cleanStart), packet, properties);
    }

    void turn() throws IOException {
        if (!gone) {
            served.ifPresent(Served::turn);
            wire.push();
            if (served.map(Served::hangsUp).orElse(false)) {
                takenOver();
            }
        }
    }

    /** Nothing more is heard or said on this connection. */
    void takenOver() throws IOException {
        gone = true;
        wire.close();
    }

    /** Nothing but a DISCONNECT lets a device go without its will being sent (MQTT 5, section 3.14). */
    @Override
    public void end() {
        gone = true;
        if (served.isPresent()
                && !served.get().isDisconnected()
                && !served.get().isCut()) {
            throw new AssertionError("the gateway left without a DISCONNECT");
        }
    }

    boolean isDone() {
        return served.map(Served::isDone).orElse(false);
    }

    boolean isGone() {
        return gone;
    }

    @Override
    public String toString() {
        return served.map(Served::toString).orElse("broker without a client");
    }
}
