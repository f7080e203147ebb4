/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.net;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text of IP addresses, read and written without ever asking a name service. An IPv4-mapped IPv6 address is the
 * IPv4 address everywhere.
 */
public final class IpAddress {
    static final int IPV4_BYTES = 4;
    static final int IPV6_BYTES = 16;

    private IpAddress() {}

    /**
     * Reads dotted decimal IPv4 (no leading zeros, which other programs read as octal) or IPv6 (RFC 4291, section 2.2),
     * without a zone.
     *
     * @return 4 or 16 bytes as they are written, a mapped address thus 16, or empty if the text is no address
     */
    static Optional<byte[]> bytes(String text) {
        return Optional.ofNullable(text.indexOf(':') < 0 ? ipv4(text) : ipv6(text));
    }

    /** As RFC 5952 (IPv6) or dotted decimal, without a zone. */
    public static String text(InetAddress address) {
        byte[] bytes = unmapped(address.getAddress());
        return bytes.length == IPV4_BYTES ? ipv4Text(bytes) : ipv6Text(bytes);
    }

    static byte[] unmapped(byte[] bytes) {
        return isMapped(bytes) ? new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]} : bytes;
    }

    static boolean isMapped(byte[] bytes) {
        if (bytes.length != IPV6_BYTES) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == (byte) 0xff && bytes[11] == (byte) 0xff;
    }

    static String text(byte[] bytes) {
        return bytes.length == IPV4_BYTES ? ipv4Text(bytes) : ipv6Text(bytes);
    }

    private static byte @Nullable [] ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != IPV4_BYTES) {
            return null;
        }
        byte[] bytes = new byte[IPV4_BYTES];
        for (int i = 0; i < IPV4_BYTES; i++) {
            int value = number(parts[i], 10, 3);
            if (value < 0 || value > 255 || (parts[i].length() > 1 && parts[i].charAt(0) == '0')) {
                return null;
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    private static byte @Nullable [] ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] whole = groups(text);
            return whole != null && whole.length == IPV6_BYTES ? whole : null;
        }
        byte[] head = groups(text.substring(0, gap));
        byte[] tail = groups(text.substring(gap + 2));
        // "::" stands for at least one group of zeros.
        if (head == null || tail == null || head.length + tail.length > IPV6_BYTES - 2) {
            return null;
        }
        if (text.substring(0, gap).indexOf('.') >= 0) {
            return null;
        }
        byte[] bytes = new byte[IPV6_BYTES];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(tail, 0, bytes, IPV6_BYTES - tail.length, tail.length);
        return bytes;
    }

    /** Groups between colons; the last may be dotted decimal. */
    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        byte[] last = parts[parts.length - 1].indexOf('.') < 0 ? null : ipv4(parts[parts.length - 1]);
        int plain = last == null ? parts.length : parts.length - 1;
        byte[] bytes = new byte[plain * 2 + (last == null ? 0 : IPV4_BYTES)];
        if (bytes.length > IPV6_BYTES) {
            return null;
        }
        for (int i = 0; i < plain; i++) {
            int value = number(parts[i], 16, 4);
            if (value < 0) {
                return null;
            }
            bytes[2 * i] = (byte) (value >> 8);
            bytes[2 * i + 1] = (byte) value;
        }
        if (last != null) {
            System.arraycopy(last, 0, bytes, 2 * plain, IPV4_BYTES);
        }
        return bytes;
    }

    /** A number of 1 to {@code most} ASCII digits, or -1. */
    private static int number(String text, int radix, int most) {
        if (text.isEmpty() || text.length() > most) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    private static String ipv4Text(byte[] bytes) {
        return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff);
    }

    private static String ipv6Text(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        int gapStart = -1;
        // A single zero group is not shortened (RFC 5952, section 4.2.2); of equal runs the first is (4.2.3).
        int gapLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > gapLength) {
                gapStart = i;
                gapLength = end - i;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == gapStart) {
                text.append("::");
                i += gapLength - 1;
            } else {
                if (i > 0 && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
