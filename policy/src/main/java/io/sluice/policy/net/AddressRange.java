/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.net;

import java.net.InetAddress;

/**
 * The addresses that share a prefix, of one family: {@code ::/0} holds no IPv4 address.
 *
 * @param ipv4 whether it is a range of IPv4 addresses
 * @param high the first 64 bits of the network address; of IPv4 the 32 bits, at the top
 * @param low the other 64 bits
 * @param prefix 0 to 32 or 128 bits
 */
public record AddressRange(boolean ipv4, long high, long low, int prefix) {
    private static final int MAPPED_PREFIX = 96;

    /**
     * Reads {@code 10.20.0.0/16}, {@code fd00::/8} or a single address. A range within {@code ::ffff:0:0/96} is the
     * IPv4 range.
     *
     * @throws InvalidAddressRange with what is wrong and the mend
     */
    public static AddressRange parse(String text) throws InvalidAddressRange {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (address.indexOf('%') >= 0) {
            throw new InvalidAddressRange("\"" + text + "\" has a zone", "leave out everything from the %");
        }
        byte[] written = IpAddress.bytes(address)
                .orElseThrow(() -> new InvalidAddressRange(
                        "\"" + text + "\" is not an IP address or CIDR range",
                        "write an address such as 10.20.0.7, or a range such as 10.20.0.0/16 or fd00::/8"));
        int bits = written.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : prefix(text, slash + 1, bits);
        byte[] bytes = written;
        if (prefix >= MAPPED_PREFIX && IpAddress.isMapped(written)) {
            bytes = IpAddress.unmapped(written);
            prefix -= MAPPED_PREFIX;
        }
        AddressRange exact = of(bytes, bytes.length * Byte.SIZE);
        AddressRange network = exact.widened(prefix);
        if (exact.high != network.high || exact.low != network.low) {
            throw new InvalidAddressRange(
                    "\"" + text + "\" has bits set beyond its prefix",
                    "write \"" + network + "\" for the network, or \"" + IpAddress.text(bytes)
                            + "\" for the one address");
        }
        return network;
    }

    /** The range that holds just this address. */
    public static AddressRange of(InetAddress address) {
        byte[] bytes = IpAddress.unmapped(address.getAddress());
        return of(bytes, bytes.length * Byte.SIZE);
    }

    private static AddressRange of(byte[] bytes, int prefix) {
        if (bytes.length == IpAddress.IPV4_BYTES) {
            return new AddressRange(true, bits(bytes, 0, IpAddress.IPV4_BYTES) << 32, 0, prefix);
        }
        return new AddressRange(false, bits(bytes, 0, 8), bits(bytes, 8, 16), prefix);
    }

    private static long bits(byte[] bytes, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            bits = bits << 8 | (bytes[i] & 0xff);
        }
        return bits;
    }

    private static int prefix(String text, int from, int most) throws InvalidAddressRange {
        int value = 0;
        boolean good = from < text.length() && text.length() - from <= 3;
        for (int i = from; good && i < text.length(); i++) {
            char c = text.charAt(i);
            good = c >= '0' && c <= '9';
            value = value * 10 + (c - '0');
        }
        if (!good || value > most) {
            throw new InvalidAddressRange(
                    "\"" + text + "\" has no valid prefix length", "write a number from 0 to " + most + " after the /");
        }
        return value;
    }

    /** The range of this prefix length around this one; a prefix no longer than this one's. */
    AddressRange widened(int to) {
        long highMask = to >= 64 ? -1L : to == 0 ? 0 : -1L << (64 - to);
        long lowMask = to <= 64 ? 0 : -1L << (128 - to);
        return new AddressRange(ipv4, high & highMask, low & lowMask, to);
    }

    public boolean contains(InetAddress address) {
        AddressRange other = of(address);
        return other.ipv4 == ipv4 && equals(other.widened(prefix));
    }

    /** As CIDR notation, the address of IPv6 as in RFC 5952. */
    @Override
    public String toString() {
        byte[] bytes = new byte[ipv4 ? IpAddress.IPV4_BYTES : IpAddress.IPV6_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((i < 8 ? high : low) >>> (56 - 8 * (i % 8)));
        }
        return IpAddress.text(bytes) + "/" + prefix;
    }
}
