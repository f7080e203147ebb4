/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

/**
 * PUBLISHes of one direction that wait for their first answer, in the order they came: those that went on wait for the
 * receiver's PUBACK or PUBREC, those that were withheld have the gateway's answer ready, which may leave when everything
 * before it is answered [MQTT-4.6.0-2]. Holds numbers only, so that a forwarded PUBLISH allocates nothing.
 */
final class PendingAcks {
    /** Nothing may be said yet. */
    static final int NONE = -1;

    private static final int OWN = 1 << 16;
    private static final int DONE = 1 << 17;
    private static final int REC = 1 << 18;
    private static final int CODE_SHIFT = 20;

    private int[] ring = new int[16];
    private int head;
    private int size;
    private int own;

    /** A PUBLISH went on; its receiver answers it. */
    void forwarded(int packetId) {
        add(packetId);
    }

    /**
     * A PUBLISH was withheld; the gateway answers it.
     *
     * @param qos 1 for PUBACK, 2 for PUBREC
     */
    void withheld(int packetId, int qos, int reasonCode) {
        add(packetId | OWN | (qos == 2 ? REC : 0) | reasonCode << CODE_SHIFT);
        own++;
    }

    /** The receiver answered a PUBLISH. Answers to what is not known here are none of ours. */
    void answered(int packetId) {
        for (int i = 0; i < size; i++) {
            int at = head + i & ring.length - 1;
            if ((ring[at] & (0xffff | OWN | DONE)) == packetId) {
                ring[at] |= DONE;
                break;
            }
        }
        trim();
    }

    /**
     * Takes the next answer of the gateway's own that may leave now, to be read with {@link #packetId}, {@link #isPubrec}
     * and {@link #reasonCode}; {@link #NONE} when there is none.
     */
    int poll() {
        if (own == 0) {
            return NONE;
        }
        if (size == 0 || (ring[head] & OWN) == 0) {
            return NONE;
        }
        int answer = ring[head];
        remove();
        own--;
        trim();
        return answer;
    }

    static int packetId(int answer) {
        return answer & 0xffff;
    }

    static boolean isPubrec(int answer) {
        return (answer & REC) != 0;
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

    private void trim() {
        while (size > 0 && (ring[head] & DONE) != 0) {
            remove();
        }
    }

    private void remove() {
        head = head + 1 & ring.length - 1;
        size--;
    }

    private void grow() {
        int[] larger = new int[ring.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = ring[head + i & ring.length - 1];
        }
        ring = larger;
        head = 0;
    }
}
