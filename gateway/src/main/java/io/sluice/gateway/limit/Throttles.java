/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import io.sluice.policy.Rate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The throttles of all devices. Asked when a session begins and ends, from any event loop. Bounded: a throttle that is full
 * again is forgotten, and when there are too many that nobody uses, the one that has been unused longest goes.
 */
public final class Throttles {
    static final int MAX_UNUSED = 65_536;

    private final Map<Key, Throttle> used = new HashMap<>();
    /** Of devices that are gone, the one that left first in front. */
    private final Map<Key, Throttle> unused = new LinkedHashMap<>();

    /**
     * Whose throttle it is. A device that comes back under other rates, after a reload, starts with those.
     *
     * @param device client id, or the source address where the client id is empty
     */
    public record Key(String className, String device, Optional<Rate> publishRate, Optional<Rate> byteRate) {}

    /** The throttle of a device whose session begins. */
    public synchronized Throttle join(Key key) {
        Throttle throttle = used.get(key);
        if (throttle == null) {
            throttle = unused.remove(key);
            if (throttle == null) {
                throttle = new Throttle(key.publishRate(), key.byteRate());
            }
            used.put(key, throttle);
        }
        throttle.join();
        return throttle;
    }

    /** The session has ended. */
    public synchronized void leave(Key key) {
        Throttle throttle = used.get(key);
        if (throttle == null) {
            return;
        }
        throttle.leave();
        if (throttle.isUsed()) {
            return;
        }
        used.remove(key);
        if (!throttle.isFull()) {
            unused.put(key, throttle);
            if (unused.size() > MAX_UNUSED) {
                Iterator<Throttle> oldest = unused.values().iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }

    /** Forgets what is full again. */
    public synchronized void sweep() {
        unused.values().removeIf(Throttle::isFull);
    }

    synchronized int size() {
        return used.size() + unused.size();
    }
}
