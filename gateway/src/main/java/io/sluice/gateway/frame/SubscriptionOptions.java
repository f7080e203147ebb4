/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

/** The byte after each topic filter of a SUBSCRIBE (MQTT 3.1.1 section 3.8.3, MQTT 5 section 3.8.3.1). */
final class SubscriptionOptions {
    private static final byte[] SHARE = {'$', 's', 'h', 'a', 'r', 'e', '/'};

    private SubscriptionOptions() {}

    /** Refuses reserved bits, QoS 3, retain handling 3 and No Local on a shared subscription. */
    static void check(int options, int level, byte[] filter, int length) throws MalformedPacket {
        int reserved = level == 5 ? 0xc0 : 0xfc;
        if ((options & reserved) != 0 || (options & 3) == 3 || (options & 0x30) == 0x30) {
            throw MalformedPacket.malformed("subscription options with reserved values");
        }
        if ((options & 4) != 0 && isShared(filter, length)) {
            throw MalformedPacket.protocolError("No Local on a shared subscription");
        }
    }

    private static boolean isShared(byte[] filter, int length) {
        return length >= SHARE.length && java.util.Arrays.equals(filter, 0, SHARE.length, SHARE, 0, SHARE.length);
    }
}
