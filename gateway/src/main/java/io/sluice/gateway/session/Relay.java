/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.frame.ConnackPacket;
import io.sluice.gateway.frame.ConnectPacket;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.ReasonCode;

/** What both directions of a relaying session share. */
final class Relay {
    /** As many as there are packet identifiers. */
    private static final int MOST_IN_FLIGHT = 65_535;

    private final Session session;
    private final ConnectPacket connect;
    private final Handshakes publishes;
    private final Handshakes deliveries;
    private final TopicAliases deviceAliases;
    private final TopicAliases brokerAliases;
    private final Subscribes subscribes;
    private final int receiveMaximum;
    private boolean overrun;

    /**
     * @param deviceAliasMaximum the highest alias that the device was told it may use
     * @param maxBytes how many bytes the alias topics of one direction, and the filters, may have together each
     */
    Relay(Session session, ConnectPacket connect, ConnackPacket connack, int deviceAliasMaximum, int maxBytes) {
        this.session = session;
        this.connect = connect;
        this.publishes = new Handshakes(session.toDevice(), session.answers(), connect.level());
        this.deliveries = new Handshakes(session.toBroker(), session.answers(), connect.level());
        this.deviceAliases = new TopicAliases(deviceAliasMaximum, maxBytes);
        this.brokerAliases = new TopicAliases(connect.topicAliasMaximum(), maxBytes);
        this.subscribes = new Subscribes(session, connect.level(), maxBytes);
        this.receiveMaximum = connack.receiveMaximum();
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

    TopicAliases deviceAliases() {
        return deviceAliases;
    }

    TopicAliases brokerAliases() {
        return brokerAliases;
    }

    Subscribes subscribes() {
        return subscribes;
    }

    /**
     * Refuses more PUBLISHes in flight than the broker's Receive Maximum [MQTT-3.3.4-9].
     *
     * @param enforced whether that maximum counts; if not, it is the one that the packet identifiers set
     */
    void checkInFlight(boolean enforced) throws MalformedPacket {
        int inFlight = publishes.inFlight();
        if (inFlight <= receiveMaximum) {
            return;
        }
        if (enforced || inFlight > MOST_IN_FLIGHT) {
            throw new MalformedPacket(
                    ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "more PUBLISHes in flight than the Receive Maximum");
        }
        if (!overrun) {
            overrun = true;
            session.warnOfOverrun(receiveMaximum);
        }
    }
}
