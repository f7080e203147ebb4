/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * One field of a record: an element, and where its value comes from.
 *
 * @param longest bytes that it can take
 * @param <T> what records are made of
 */
record Field<T>(InformationElement element, int longest, Value<T> value) {
    /** From here on a string's length takes three bytes (RFC 7011 section 7). */
    private static final int LONG_STRING = 255;

    /** Writes the value. */
    interface Value<T> {
        void write(T from, ByteBuffer to);
    }

    /** An unsigned number, or milliseconds since 1970, of the element's length. */
    static <T> Field<T> number(InformationElement element, ToLongFunction<T> value) {
        int length = element.type().length;
        return new Field<>(element, length, (from, to) -> {
            long number = value.applyAsLong(from);
            for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
                to.put((byte) (number >>> shift));
            }
        });
    }

    /** UTF-8, cut where a character ends when it is longer than allowed. */
    static <T> Field<T> text(InformationElement element, int atMost, Function<T, String> value) {
        return new Field<>(
                element,
                atMost + (atMost < LONG_STRING ? 1 : 3),
                (from, to) -> writeText(value.apply(from), atMost, to));
    }

    private static void writeText(String text, int atMost, ByteBuffer to) {
        // No character is shorter in UTF-8 than in UTF-16.
        byte[] bytes = text.substring(0, Math.min(text.length(), atMost + 1)).getBytes(StandardCharsets.UTF_8);
        int length = bytes.length;
        if (length > atMost) {
            length = atMost;
            while (length > 0 && (bytes[length] & 0xc0) == 0x80) {
                length--;
            }
        }
        if (length < LONG_STRING) {
            to.put((byte) length);
        } else {
            to.put((byte) LONG_STRING).putShort((short) length);
        }
        to.put(bytes, 0, length);
    }

    /** An address; one of IPv4 where IPv6 is wanted is mapped (RFC 4291 section 2.5.5.2). */
    static <T> Field<T> address(InformationElement element, Function<T, InetAddress> value) {
        int length = element.type().length;
        return new Field<>(element, length, (from, to) -> {
            InetAddress address = value.apply(from);
            if (length == 16 && address instanceof Inet4Address) {
                to.putLong(0).putShort((short) 0).putShort((short) 0xffff);
            }
            to.put(address.getAddress());
        });
    }
}
