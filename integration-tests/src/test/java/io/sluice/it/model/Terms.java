/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

/** What one side told the other in its CONNECT or CONNACK; it binds the other (MQTT 5, sections 3.1.2.11 and 3.2.2.3). */
record Terms(int receiveMaximum, int topicAliasMaximum, int maximumPacketSize) {
    private static final int ABSENT = 65_535;
    private static final int UNLIMITED = Integer.MAX_VALUE;

    /** Room enough for everything but a payload. */
    private static final int SMALLEST_PACKET = 400;

    /** Before MQTT 5 there are none. */
    static final Terms NONE = new Terms(ABSENT, 0, UNLIMITED);

    /**
     * @param sizes whether the size of packets may be limited
     */
    static Terms random(int level, boolean sizes, Chance chance) {
        return level < 5
                ? NONE
                : new Terms(
                        chance.oneIn(5) ? ABSENT : chance.between(1, 10),
                        chance.below(6),
                        sizes && chance.oneIn(2) ? chance.between(SMALLEST_PACKET, 3_000) : UNLIMITED);
    }

    static Terms read(Properties properties) {
        return new Terms(
                (int) properties.number(Properties.RECEIVE_MAXIMUM, ABSENT),
                (int) properties.number(Properties.TOPIC_ALIAS_MAXIMUM, 0),
                (int) properties.number(Properties.MAXIMUM_PACKET_SIZE, UNLIMITED));
    }

    void write(Bytes properties) {
        if (receiveMaximum != ABSENT) {
            properties.u8(Properties.RECEIVE_MAXIMUM).u16(receiveMaximum);
        }
        if (topicAliasMaximum != 0) {
            properties.u8(Properties.TOPIC_ALIAS_MAXIMUM).u16(topicAliasMaximum);
        }
        if (maximumPacketSize != UNLIMITED) {
            properties.u8(Properties.MAXIMUM_PACKET_SIZE).u32(maximumPacketSize);
        }
    }

    /** A packet arrives; it may not be larger than the other side was told. */
    void check(Packet packet) {
        if (packet.bytes().length > maximumPacketSize) {
            throw new AssertionError("larger than " + maximumPacketSize + " bytes: " + packet);
        }
    }
}
