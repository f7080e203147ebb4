/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

/**
 * PUBLISHes of one direction and one QoS that wait for their first answer, in the order they came: those that went on wait
 * for the receiver's PUBACK or PUBREC, those that were withheld have the gateway's answer ready, which may leave when
 * everything before it is answered [MQTT-4.6.0-2, MQTT-4.6.0-3]. Holds numbers only, so that a forwarded PUBLISH allocates
 * nothing.
 */
final class PendingAcks {
    /** Nothing may be said yet. */
    static final int NONE = -1;

    private static final int OWN = 1 << 16;
    private static final int CODE_SHIFT = 20;

    private static final int[] NOTHING = {};
    private static final int SMALLEST = 16;

    private int[] ring = NOTHING;
    private int head;
    private int size;
    private int own;

    /** A PUBLISH went on; its receiver answers it. */
    void forwarded(int packetId) {
        add(packetId);
    }

    /** A PUBLISH was withheld; the gateway answers it. */
    void withheld(int packetId, int reasonCode) {
        add(packetId | OWN | reasonCode << CODE_SHIFT);
        own++;
    }

    /** Whether a PUBLISH that went on still waits for its answer. */
    boolean isForwarded(int packetId) {
        return find(packetId) >= 0;
    }

    /** The receiver answered a PUBLISH, in whatever order it does. Answers to what is not known here are none of ours. */
    void answered(int packetId) {
        int index = find(packetId);
        if (index >= 0) {
            remove(index);
        }
    }

    private int find(int packetId) {
        for (int i = 0; i < size; i++) {
            if ((ring[head + i & ring.length - 1] & (0xffff | OWN)) == packetId) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Takes the next answer of the gateway's own that may leave now, to be read with {@link #packetId} and {@link
     * #reasonCode}; {@link #NONE} when there is none.
     */
    int poll() {
        if (size == 0 || (ring[head] & OWN) == 0) {
            return NONE;
        }
        int answer = ring[head];
        remove(0);
        own--;
        return answer;
    }

    /** Whether an answer of the gateway's own is waiting. */
    boolean hasOwn() {
        return own > 0;
    }

    static int packetId(int answer) {
        return answer & 0xffff;
    }

    static int reasonCode(int answer) {
        return answer >>> CODE_SHIFT;
    }

    /** PUBLISHes without a first answer. */
    int size() {
        return size;
    }

    private void add(int entry) {
        if (size == ring.length) {
            grow();
        }
        ring[head + size & ring.length - 1] = entry;
        size++;
    }

    /** Those before it, few where a receiver answers in order, move up. */
    private void remove(int index) {
        for (int i = index; i > 0; i--) {
            ring[head + i & ring.length - 1] = ring[head + i - 1 & ring.length - 1];
        }
        head = head + 1 & ring.length - 1;
        size--;
    }

    private void grow() {
        int[] larger = new int[Math.max(SMALLEST, ring.length * 2)];
        for (int i = 0; i < size; i++) {
            larger[i] = ring[head + i & ring.length - 1];
        }
        ring = larger;
        head = 0;
    }
}
