/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A set of packet identifiers, at most 8 KiB large and nothing while it has never held one. */
final class PacketIds {
    private @Nullable BitSet ids;
    private int size;

    void add(int packetId) {
        if (ids == null) {
            ids = new BitSet();
        }
        if (!ids.get(packetId)) {
            ids.set(packetId);
            size++;
        }
    }

    int size() {
        return size;
    }

    boolean contains(int packetId) {
        return ids != null && ids.get(packetId);
    }

    /** Removes an identifier and tells whether it was there. */
    boolean remove(int packetId) {
        if (ids == null || !ids.get(packetId)) {
            return false;
        }
        ids.clear(packetId);
        size--;
        return true;
    }
}
