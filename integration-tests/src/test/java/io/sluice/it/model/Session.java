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
    private final boolean durable;
    private Link link;
    private int cuts;
    private boolean knownToBroker;
    private Optional<BrokerEnd> earlier = Optional.empty();
    private Optional<Device> device = Optional.empty();
    private Optional<BrokerEnd> broker = Optional.empty();

    /**
     * @param breaks whether its connections may be cut, to be resumed
     */
    Session(String clientId, boolean stripsRetain, Oracle oracle, boolean breaks, Chance chance, Tally tally) {
        this.clientId = clientId;
        this.stripsRetain = stripsRetain;
        this.oracle = oracle;
        this.tally = tally;
        this.level = chance.of(5, 5, 5, 5, 5, 5, 5, 4, 4, 3);
        this.deviceChance = chance.fork();
        this.brokerChance = chance.fork();
        this.deviceState = Exchange.State.of(Side.DEVICE, level);
        this.brokerState = Exchange.State.of(Side.BROKER, level);
        this.link = new Link(level, stripsRetain);
        this.durable = chance.percent(70);
        this.cuts = breaks ? chance.of(0, 0, 1, 2, 3) : 0;
    }

    /** The device connects, for the first time or again. */
    void connect(int gatewayPort, Selector selector) throws IOException {
        link = new Link(level, stripsRetain);
        earlier = broker.or(() -> earlier);
        broker = Optional.empty();
        boolean cleanStart = !durable || (level == 5 && deviceChance.oneIn(5));
        device = Optional.of(new Device(this, link, cleanStart, gatewayPort, selector, deviceChance.fork()));
    }

    /**
     * The device's CONNECT has reached the broker.
     *
     * @return whether the broker still has its session
     */
    boolean reached(BrokerEnd end, boolean cleanStart) throws IOException {
        if (broker.isPresent()) {
            throw new AssertionError("a second CONNECT reached the broker");
        }
        // The connection before this one may not have ended yet (MQTT 5, section 3.1.4).
        if (earlier.isPresent()) {
            earlier.get().takenOver();
        }
        broker = Optional.of(end);
        boolean resumed = knownToBroker && !cleanStart;
        knownToBroker = true;
        return resumed;
    }

    /** Whether one of the ends may hang up on the current connection; if so, it has to. */
    boolean takeCut() {
        return cuts > 0 && cuts-- > 0;
    }

    void turn(int gatewayPort, Selector selector) throws IOException {
        if (device.isPresent()) {
            device.get().turn();
            boolean brokerGone = broker.map(BrokerEnd::isGone).orElse(true);
            if (device.get().isCutOff() && (brokerGone || deviceChance.oneIn(5))) {
                connect(gatewayPort, selector);
            }
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

    Chance brokerChance() {
        return brokerChance.fork();
    }

    /** Whether it may be resumed; what is sent again then has to fit the limits of the later connection too. */
    boolean isDurable() {
        return durable;
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
