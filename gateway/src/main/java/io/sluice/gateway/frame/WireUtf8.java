/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

/**
 * UTF-8 encoded strings by the strictest reading (MQTT 3.1.1 section 1.5.3, MQTT 5 section 1.5.4): what must not be in a
 * string and what should not be are both refused, since brokers differ in what they make of the second. That is
 * U+0000–U+001F, U+007F–U+009F, surrogates, the non-characters, overlong forms and anything above U+10FFFF.
 *
 * <p>A backslash is an ordinary character by the specification. Apache ActiveMQ Artemis takes it for an escape: 2.55 delivers
 * {@code a.b/\/c} as {@code a/b/\/c}. So no client is to say one in a topic, since what is judged is not what is published.
 */
public final class WireUtf8 {
    private static final byte GOOD = 0;
    private static final byte ESCAPE = 1;
    private static final byte WILDCARD = 2;
    private static final byte LEAD = 3;
    private static final byte BAD = 4;

    private static final byte[] KIND = kinds();

    private WireUtf8() {}

    private static byte[] kinds() {
        byte[] kind = new byte[256];
        for (int b = 0; b < 256; b++) {
            if (b < 0x20 || b == 0x7f || (b >= 0x80 && b < 0xc2) || b > 0xf4) {
                kind[b] = BAD;
            } else if (b >= 0xc2) {
                kind[b] = LEAD;
            }
        }
        kind['\\'] = ESCAPE;
        kind['+'] = WILDCARD;
        kind['#'] = WILDCARD;
        return kind;
    }

    /** Whether the bytes are a string that every broker reads alike. The empty string is one. */
    public static boolean isString(byte[] bytes, int offset, int length) {
        return scan(bytes, offset, offset + length, WILDCARD);
    }

    /** Whether the bytes are a string without wildcards, as a topic name must be (section 4.7.1), and without backslashes. */
    public static boolean isTopicName(byte[] bytes, int offset, int length) {
        return scan(bytes, offset, offset + length, GOOD);
    }

    /** Whether the bytes are a topic name as a broker may send it, who has read it already. */
    public static boolean isDeliveredTopicName(byte[] bytes, int offset, int length) {
        return scan(bytes, offset, offset + length, ESCAPE);
    }

    /**
     * Whether the bytes are a topic filter: not empty, wildcards alone in their level, {@code #} last (section 4.7.1), and
     * without backslashes.
     */
    public static boolean isTopicFilter(byte[] bytes, int offset, int length) {
        if (length == 0 || !isString(bytes, offset, length)) {
            return false;
        }
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            byte b = bytes[i];
            if (b == '\\') {
                return false;
            }
            if (b == '+' || b == '#') {
                boolean opensLevel = i == offset || bytes[i - 1] == '/';
                boolean closesLevel = i + 1 == end || (b == '+' && bytes[i + 1] == '/');
                if (!opensLevel || !closesLevel) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean scan(byte[] bytes, int from, int end, byte allowed) {
        int i = from;
        while (i < end) {
            byte kind = KIND[bytes[i] & 0xff];
            if (kind <= allowed) {
                i++;
            } else if (kind == LEAD) {
                int width = sequence(bytes, i, end);
                if (width == 0) {
                    return false;
                }
                i += width;
            } else {
                return false;
            }
        }
        return true;
    }

    /** The width of the multi-byte sequence at {@code i}, 0 when it is none or not allowed. */
    private static int sequence(byte[] bytes, int i, int end) {
        int lead = bytes[i] & 0xff;
        int width = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (end - i < width) {
            return 0;
        }
        int codePoint = lead & (0xff >> (width + 1));
        for (int k = 1; k < width; k++) {
            int b = bytes[i + k] & 0xff;
            if ((b & 0xc0) != 0x80) {
                return 0;
            }
            codePoint = codePoint << 6 | (b & 0x3f);
        }
        boolean overlong = codePoint < (width == 2 ? 0x80 : width == 3 ? 0x800 : 0x10000);
        return overlong || isRefused(codePoint) ? 0 : width;
    }

    private static boolean isRefused(int codePoint) {
        return codePoint < 0xa0
                || (codePoint >= 0xd800 && codePoint <= 0xdfff)
                || (codePoint >= 0xfdd0 && codePoint <= 0xfdef)
                || (codePoint & 0xfffe) == 0xfffe
                || codePoint > 0x10ffff;
    }
}
