/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

/**
 * Packets and their bytes by direction and type. Plain numbers, written by one event loop for all of its sessions. A packet
 * counts whole as soon as its head has been judged.
 */
public final class PacketCounts {
    /** The packet types of MQTT 5 section 2.1.2 by number; 0 is none. */
    private static final int TYPES = 16;

    private final long[] packets = new long[Direction.COUNT * TYPES];
    private final long[] bytes = new long[Direction.COUNT * TYPES];

    /** Between which side and the gateway, and which way. */
    public enum Direction {
        FROM_DEVICE(0),
        TO_DEVICE(1),
        FROM_BROKER(2),
        TO_BROKER(3);

        private static final int COUNT = 4;

        private final int first;

        Direction(int row) {
            this.first = row * TYPES;
        }
    }

    /**
     * Counts one.
     *
     * @param type 1 to 15
     * @param length of the whole packet
     */
    public void count(Direction direction, int type, int length) {
        count(direction, type, 1, length);
    }

    /**
     * Counts several.
     *
     * @param length of all of them
     */
    void count(Direction direction, int type, int number, int length) {
        int at = direction.first + type;
        packets[at] += number;
        bytes[at] += length;
    }

    public long packets(Direction direction, int type) {
        return packets[direction.first + type];
    }

    public long bytes(Direction direction, int type) {
        return bytes[direction.first + type];
    }

    void add(PacketCounts other) {
        for (int i = 0; i < packets.length; i++) {
            packets[i] += other.packets[i];
            bytes[i] += other.bytes[i];
        }
    }
}
