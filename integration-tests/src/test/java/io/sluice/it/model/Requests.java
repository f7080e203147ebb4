/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a device asks of the broker besides publishing: SUBSCRIBE, UNSUBSCRIBE, PINGREQ and AUTH; each is answered once. */
final class Requests {
    private static final int MOST = 10;

    private final Session session;
    private final Link link;
    private final Connection wire;
    private final Chance chance;
    private final Topics topics;
    private final Optional<String> authenticationMethod;
    /** SUBSCRIBEs and UNSUBSCRIBEs that are out, by packet identifier, with what the gateway itself has to answer, if anything. */
    private final Map<Integer, Optional<Packet>> out = new HashMap<>();

    private int pings;
    private boolean authenticating;

    Requests(Session session, Link link, Connection wire, Chance chance, Optional<String> authenticationMethod) {
        this.session = session;
        this.link = link;
        this.wire = wire;
        this.chance = chance;
        this.topics = new Topics(chance, session.clientId());
        this.authenticationMethod = authenticationMethod;
    }

    boolean uses(int packetId) {
        return out.containsKey(packetId);
    }

    /** Asks for something. */
    void ask(Exchange messages) {
        switch (chance.below(4)) {
            case 0, 1 -> {
                if (out.size() < MOST) {
                    subscribe(messages.freeId(this::uses));
                }
            }
            case 2 -> {
                if (out.size() < MOST) {
                    unsubscribe(messages.freeId(this::uses));
                }
            }
            default -> {
                if (authenticationMethod.isPresent() && !authenticating) {
                    authenticating = true;
                    authenticate(0x19);
                } else {
                    ping();
                }
            }
        }
    }

    private void subscribe(int packetId) {
        Subscription subscription = Subscription.random(session.level(), packetId, session.oracle(), topics, chance);
        wire.send(subscription.packet());
        if (subscription.isAllDenied()) {
            out.put(packetId, Optional.of(subscription.refusal()));
        } else {
            out.put(packetId, Optional.empty());
            link.subscriptions().put(packetId, subscription);
            link.up().sent(subscription.passing());
        }
    }

    private void unsubscribe(int packetId) {
        Bytes body = new Bytes().u16(packetId);
        if (session.level() == 5) {
            body.u8(0);
        }
        for (int i = chance.between(1, 4); i > 0; i--) {
            body.text(topics.filter());
        }
        out.put(packetId, Optional.empty());
        pass(Packet.ofType(PacketType.UNSUBSCRIBE, body));
    }

    void ping() {
        pings++;
        pass(Packet.ofType(PacketType.PINGREQ, new Bytes()));
    }

    /** MQTT 5, section 4.12. */
    private void authenticate(int reason) {
        pass(authentication(reason, authenticationMethod.orElseThrow(), chance));
    }

    static Packet authentication(int reason, String method, Chance chance) {
        Bytes properties = new Bytes().u8(Properties.AUTHENTICATION_METHOD).text(method);
        properties.u8(Properties.AUTHENTICATION_DATA).binary(chance.bytes(chance.below(40)));
        return Packet.ofType(PacketType.AUTH, new Bytes().u8(reason).properties(properties));
    }

    private void pass(Packet packet) {
        link.up().sent(packet);
        wire.send(packet);
    }

    /** The CONNACK has come, which ends the authentication too. */
    void connected() {
        authenticating = false;
    }

    /** An answer arrives. */
    void arrives(Packet packet) {
        switch (packet.type()) {
            case PacketType.SUBACK, PacketType.UNSUBACK -> answered(packet);
            case PacketType.PINGRESP -> {
                link.down().arrived(packet);
                pings--;
            }
            case PacketType.AUTH -> {
                link.down().arrived(packet);
                authenticating = packet.body().u8() != 0;
                if (authenticating) {
                    authenticate(0x18);
                }
            }
            default -> link.down().arrived(packet);
        }
    }

    private void answered(Packet packet) {
        Optional<Packet> refusal = out.remove(packet.body().u16());
        if (refusal == null) {
            throw new AssertionError(packet + " answers nothing");
        }
        if (refusal.isEmpty()) {
            link.down().arrived(packet);
        } else if (!refusal.get().toString().equals(packet.toString())) {
            throw new AssertionError("in place of " + refusal.get() + " there came " + packet);
        }
    }

    boolean isSettled() {
        return out.isEmpty() && pings == 0 && !authenticating;
    }

    @Override
    public String toString() {
        return out.keySet() + " asked, " + pings + " pings out" + (authenticating ? ", authenticating" : "");
    }
}
