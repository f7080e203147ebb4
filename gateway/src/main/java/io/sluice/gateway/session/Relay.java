/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.frame.ConnackPacket;
import io.sluice.gateway.frame.ConnectPacket;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.ReasonCode;
import io.sluice.policy.Limits;

/** What both directions of a relaying session share. */
final class Relay {
    /** As many as there are packet identifiers. */
    static final int MOST_IN_FLIGHT = 65_535;

    private final Session session;
    private final ConnectPacket connect;
    private final Handshakes publishes;
    private final Handshakes deliveries;
    private final TopicAliases deviceAliases;
    private final TopicAliases brokerAliases;
    private final Subscribes subscribes;
    private final boolean resumed;
    private final int receiveMaximum;
    private final int maxInFlight;
    private final int brokerMaximumPacketSize;
    private boolean overrun;

    /** @param limits of the gateway, as the device was told them */
    Relay(Session session, ConnectPacket connect, ConnackPacket connack, Limits limits) {
        int maxBytes = limits.sessionBuffer();
        this.session = session;
        this.connect = connect;
        this.publishes = new Handshakes(session.toDevice(), session.answers(), connect.level());
        this.deliveries = new Handshakes(session.toBroker(), session.answers(), connect.level());
        this.deviceAliases =
                new TopicAliases(Math.min(connack.topicAliasMaximum(), limits.maxTopicAliases()), maxBytes);
        this.brokerAliases = new TopicAliases(connect.topicAliasMaximum(), maxBytes);
        this.subscribes = new Subscribes(session, connect.level(), connect.maximumPacketSize(), maxBytes);
        this.resumed = connack.sessionPresent();
        this.maxInFlight = limits.maxInFlight();
        this.receiveMaximum = Math.min(connack.receiveMaximum(), maxInFlight);
        this.brokerMaximumPacketSize = connack.maximumPacketSize();
    }

    ConnectPacket connect() {
        return connect;
    }

    /** The acknowledgements of what the device publishes. */
    Handshakes publishes() {
        return publishes;
    }

    /** The acknowledgements of what the broker delivers. */
    Handshakes deliveries() {
        return deliveries;
    }

    /** Whether the receiver of a PUBLISH may hold its identifier from an earlier connection of the session. */
    boolean mayBeHeld(Frame publish) {
        return resumed && publish.qos() == 2 && publish.isDup();
    }

    TopicAliases deviceAliases() {
        return deviceAliases;
    }

    TopicAliases brokerAliases() {
        return brokerAliases;
    }

    /** PUBLISHes of the device that the broker takes without an acknowledgement. */
    int receiveMaximum() {
        return receiveMaximum;
    }

    /** Bytes that a packet to the broker may have. */
    int brokerMaximumPacketSize() {
        return brokerMaximumPacketSize;
    }

    Subscribes subscribes() {
        return subscribes;
    }

    /** An AUTH of either side [MQTT-4.12.0-6], [MQTT-4.12.0-7]. */
    Course authenticate() throws MalformedPacket {
        if (!connect.enhancedAuthentication()) {
            throw MalformedPacket.protocolError("AUTH without an authentication method in CONNECT");
        }
        return Course.FORWARD;
    }

    /**
     * Refuses a PUBLISH that makes more in flight than the broker's Receive Maximum [MQTT-3.3.4-9], to be asked before it is
     * forwarded or withheld: one that is answered at once is too many all the same.
     *
     * @param enforced whether that maximum counts; if not, it is {@code limits.max-in-flight}
     */
    void checkInFlight(Frame publish, boolean enforced) throws MalformedPacket {
        int inFlight = publishes.inFlight() + 1;
        if (publish.qos() == 0 || inFlight <= receiveMaximum) {
            return;
        }
        if (enforced || inFlight > maxInFlight) {
            throw overrun();
        }
        if (!overrun) {
            overrun = true;
            session.report().overrun(receiveMaximum);
        }
    }

    /** Refuses more deliveries in flight than there are packet identifiers: a broker that knows MQTT has none of them. */
    void checkDeliveriesInFlight() throws MalformedPacket {
        if (deliveries.inFlight() > MOST_IN_FLIGHT) {
            throw overrun();
        }
    }

    private static MalformedPacket overrun() {
        return new MalformedPacket(
                ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "more PUBLISHes in flight than the Receive Maximum");
    }
}
