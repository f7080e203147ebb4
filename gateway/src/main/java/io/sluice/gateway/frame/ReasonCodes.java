/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

/** Which MQTT 5 reason codes may stand in which packet (MQTT 5, section 2.4, table 2-6). */
final class ReasonCodes {
    private ReasonCodes() {}

    static boolean isAllowed(int type, Sender sender, int code) {
        return switch (type) {
            case PacketType.PUBACK, PacketType.PUBREC ->
                switch (code) {
                    case 0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99 -> true;
                    default -> false;
                };
            case PacketType.PUBREL, PacketType.PUBCOMP -> code == 0x00 || code == 0x92;
            case PacketType.AUTH ->
                switch (code) {
                    case 0x00 -> sender == Sender.BROKER;
                    case 0x18 -> true;
                    case 0x19 -> sender == Sender.DEVICE;
                    default -> false;
                };
            case PacketType.DISCONNECT -> disconnect(sender, code);
            default -> false;
        };
    }

    /** One of the codes of a SUBACK or UNSUBACK (MQTT 3.1.1 section 3.9.3, MQTT 5 sections 3.9.3 and 3.11.3). */
    static boolean isAllowedInSuback(int type, int level, int code) {
        boolean granted = type == PacketType.SUBACK && code <= 2;
        if (level < 5) {
            return granted || code == 0x80;
        }
        return granted
                || switch (code) {
                    case 0x80, 0x83, 0x87, 0x8F, 0x91 -> true;
                    case 0x00, 0x11 -> type == PacketType.UNSUBACK;
                    case 0x97, 0x9E, 0xA1, 0xA2 -> type == PacketType.SUBACK;
                    default -> false;
                };
    }

    /** The code of a CONNACK (MQTT 3.1.1 section 3.2.2.3, MQTT 5 section 3.2.2.2) [MQTT-3.2.2-8]. */
    static boolean isAllowedInConnack(int level, int code) {
        if (level < 5) {
            return code <= 5;
        }
        return switch (code) {
            case 0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C -> true;
            case 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F -> true;
            default -> false;
        };
    }

    private static boolean disconnect(Sender sender, int code) {
        return switch (code) {
            case 0x00, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99 -> true;
            case 0x04 -> sender == Sender.DEVICE;
            case 0x87, 0x89, 0x8B, 0x8D, 0x8E, 0x8F, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2 ->
                sender == Sender.BROKER;
            default -> false;
        };
    }
}
