/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

/**
 * PUBACK, PUBREC, PUBREL or PUBCOMP (MQTT 5, sections 3.4 to 3.7).
 *
 * @param reason 0 where it is left out, and before MQTT 5
 */
record Ack(int type, int packetId, int reason) {
    /** From here on a reason code is an error. */
    private static final int ERRORS = 0x80;

    static Ack read(Packet packet) {
        Cursor in = packet.body();
        return new Ack(packet.type(), in.u16(), in.atEnd() ? 0 : in.u8());
    }

    boolean isError() {
        return reason >= ERRORS;
    }

    /** In one of the lengths that the version has for it. */
    Packet packet(int level, Chance chance) {
        Bytes body = new Bytes().u16(packetId);
        if (level == 5 && (reason != 0 || chance.oneIn(4))) {
            body.u8(reason);
            if (chance.oneIn(4)) {
                Bytes why = new Bytes();
                if (chance.oneIn(2)) {
                    why.u8(Properties.REASON_STRING).text("because");
                }
                body.properties(why);
            }
        }
        return Packet.ofType(type, body);
    }
}
