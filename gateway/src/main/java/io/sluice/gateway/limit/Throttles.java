/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import io.sluice.policy.Rate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * The throttles of all devices. Asked when a session begins and ends, from any event loop. Bounded: a throttle that is full
 * again is forgotten, and when there are too many, unused ones go first come first.
 */
public final class Throttles {
    static final int MAX_UNUSED = 65_536;

    private final Map<Key, Throttle> throttles = new HashMap<>();
    private int used;

    /**
     * Whose throttle it is. A device that comes back under other rates, after a reload, starts with those.
     *
     * @param device client id, or the source address where the client id is empty
     */
    public record Key(String className, String device, Optional<Rate> publishRate, Optional<Rate> byteRate) {}

    /** The throttle of a device whose session begins. */
    public synchronized Throttle join(Key key) {
        Throttle throttle = throttles.get(key);
        if (throttle == null) {
            makeRoom();
            throttle = new Throttle(key.publishRate(), key.byteRate());
            throttles.put(key, throttle);
        }
        if (!throttle.isUsed()) {
            used++;
        }
        throttle.join();
        return throttle;
    }

    /** The session has ended. */
    public synchronized void leave(Key key) {
        Throttle throttle = throttles.get(key);
        if (throttle == null) {
            return;
        }
        throttle.leave();
        if (!throttle.isUsed()) {
            used--;
        }
        if (throttle.isForgettable()) {
            throttles.remove(key);
        }
    }

    /** Forgets what is full again. */
    public synchronized void sweep() {
        throttles.values().removeIf(Throttle::isForgettable);
    }

    synchronized int size() {
        return throttles.size();
    }

    private void makeRoom() {
        if (throttles.size() - used < MAX_UNUSED) {
            return;
        }
        sweep();
        Iterator<Throttle> all = throttles.values().iterator();
        while (throttles.size() - used >= MAX_UNUSED && all.hasNext()) {
            if (!all.next().isUsed()) {
                all.remove();
            }
        }
    }
}
