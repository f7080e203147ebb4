/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.Optional;

/** A device, the broker's end of its session, and what has to pass between them; over one connection or several. */
final class Session {
    private final String clientId;
    private final int level;
    private final boolean stripsRetain;
    private final Oracle oracle;
    private final Tally tally;
    private final Chance deviceChance;
    private final Chance brokerChance;
    private final Exchange.State deviceState;
    private final Exchange.State brokerState;
    private Link link;
    private Optional<Device> device = Optional.empty();
    private Optional<BrokerEnd> broker = Optional.empty();

    Session(String clientId, boolean stripsRetain, Oracle oracle, Chance chance, Tally tally) {
        this.clientId = clientId;
        this.stripsRetain = stripsRetain;
        this.oracle = oracle;
        this.tally = tally;
        this.level = chance.percent(70) ? 5 : 4;
        this.deviceChance = chance.fork();
        this.brokerChance = chance.fork();
        this.deviceState = Exchange.State.of(Side.DEVICE, level);
        this.brokerState = Exchange.State.of(Side.BROKER, level);
        this.link = new Link(level, stripsRetain);
    }

    /** The device connects. */
    void connect(int gatewayPort, Selector selector) throws IOException {
        link = new Link(level, stripsRetain);
        broker = Optional.empty();
        device = Optional.of(new Device(this, link, true, gatewayPort, selector, deviceChance.fork()));
    }

    /** The device's CONNECT has reached the broker. */
    Chance reached(BrokerEnd end) {
        if (broker.isPresent()) {
            throw new AssertionError("a second CONNECT reached the broker");
        }
        broker = Optional.of(end);
        return brokerChance.fork();
    }

    void turn() throws IOException {
        if (device.isPresent()) {
            device.get().turn();
        }
        if (broker.isPresent()) {
            broker.get().turn();
        }
    }

    /** Whether both ends have done and seen everything. */
    boolean isSettled() {
        return deviceState.isSettled()
                && brokerState.isSettled()
                && link.up().isSettled()
                && link.down().isSettled()
                && broker.map(BrokerEnd::isDone).orElse(false);
    }

    boolean isOver() {
        return device.map(Device::isGone).orElse(false)
                && broker.map(BrokerEnd::isGone)
                        .orElseGet(() -> device.orElseThrow().isRefused());
    }

    String clientId() {
        return clientId;
    }

    int level() {
        return level;
    }

    boolean stripsRetain() {
        return stripsRetain;
    }

    Oracle oracle() {
        return oracle;
    }

    Tally tally() {
        return tally;
    }

    Link link() {
        return link;
    }

    Exchange.State deviceState() {
        return deviceState;
    }

    Exchange.State brokerState() {
        return brokerState;
    }

    @Override
    public String toString() {
        return clientId + " (protocol level " + level + "): device " + deviceState + ", broker " + brokerState + ", "
                + link + ", " + device.map(Device::toString).orElse("no device") + ", "
                + broker.map(BrokerEnd::toString).orElse("not at the broker");
    }
}
