/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.HashMap;
import java.util.Map;

/** What has to pass on one connection of a device. */
final class Link {
    private final Ledger up;
    private final Ledger down;
    private final Map<Integer, Subscription> subscriptions = new HashMap<>();
    private boolean cut;

    Link(int level, boolean stripsRetain) {
        up = new Ledger(level, stripsRetain);
        down = new Ledger(level, false);
    }

    /** From the device to the broker. */
    Ledger up() {
        return up;
    }

    /** From the broker to the device. */
    Ledger down() {
        return down;
    }

    /** The SUBSCRIBEs that are not answered yet, by packet identifier. */
    Map<Integer, Subscription> subscriptions() {
        return subscriptions;
    }

    /** One of its ends hangs up, in the middle of whatever is going on. */
    void cut() {
        cut = true;
    }

    boolean isCut() {
        return cut;
    }

    @Override
    public String toString() {
        return "up " + up + ", down " + down + ", SUBSCRIBEs " + subscriptions.keySet();
    }
}
