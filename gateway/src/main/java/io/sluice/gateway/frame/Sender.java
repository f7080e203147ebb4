/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

/** Who sent a frame: it decides which packets may come (MQTT 5, table 2-1). */
public enum Sender {
    DEVICE(bit(PacketType.CONNECT)
            | bit(PacketType.SUBSCRIBE)
            | bit(PacketType.UNSUBSCRIBE)
            | bit(PacketType.PINGREQ)
            | bit(PacketType.DISCONNECT)),
    BROKER(bit(PacketType.CONNACK) | bit(PacketType.SUBACK) | bit(PacketType.UNSUBACK) | bit(PacketType.PINGRESP));

    private static final int EITHER = bit(PacketType.PUBLISH)
            | bit(PacketType.PUBACK)
            | bit(PacketType.PUBREC)
            | bit(PacketType.PUBREL)
            | bit(PacketType.PUBCOMP);

    private final int own;

    Sender(int own) {
        this.own = own;
    }

    private static int bit(int type) {
        return 1 << type;
    }

    /**
     * The packet types that this side may send, a bit each.
     *
     * @param level the protocol level: 3, 4 or 5
     */
    int packets(int level) {
        int packets = own | EITHER;
        if (level == 5) {
            packets |= bit(PacketType.AUTH) | bit(PacketType.DISCONNECT);
        }
        return packets;
    }
}
