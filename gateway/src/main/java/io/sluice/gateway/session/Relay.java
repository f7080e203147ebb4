/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.frame.ConnackPacket;
import io.sluice.gateway.frame.ConnectPacket;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.ReasonCode;

/** What both directions of a relaying session share. */
final class Relay {
    private final ConnectPacket connect;
    private final Handshakes publishes;
    private final Handshakes deliveries;
    private final TopicAliases deviceAliases;
    private final TopicAliases brokerAliases;
    private final Subscribes subscribes;
    private final int receiveMaximum;

    /**
     * @param deviceAliasMaximum the highest alias that the device was told it may use
     * @param maxBytes how many bytes the alias topics of one direction, and the filters, may have together each
     */
    Relay(Session session, ConnectPacket connect, ConnackPacket connack, int deviceAliasMaximum, int maxBytes) {
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

    /** Refuses more unacknowledged PUBLISHes than the broker's Receive Maximum [MQTT-3.3.4-9]. */
    void checkInFlight() throws MalformedPacket {
        if (publishes.pending() > receiveMaximum) {
            throw new MalformedPacket(
                    ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "more PUBLISHes in flight than the Receive Maximum");
        }
    }
}
