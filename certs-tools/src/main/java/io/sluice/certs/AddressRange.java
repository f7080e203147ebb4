/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.net.InetAddress;

/**
 * A range of addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3).
 *
 * @param bits how many of its first bits count
 */
public record AddressRange(InetAddress address, int bits) {
    public AddressRange {
        byte[] octets = address.getAddress();
        if (bits < 0 || bits > octets.length * Byte.SIZE) {
            throw new IllegalArgumentException("the prefix is longer than the address");
        }
        for (int i = 0; i < octets.length; i++) {
            if ((octets[i] & ~mask(bits, i) & 0xff) != 0) {
                throw new IllegalArgumentException("there are bits behind the prefix");
            }
        }
    }

    /**
     * Reads {@code 10.0.0.0/8} or {@code fc00::/7}.
     *
     * @throws Refusal when it is none
     */
    public static AddressRange parse(String text) throws Refusal {
        int slash = text.indexOf('/');
        String bits = text.substring(slash + 1);
        if (slash < 0 || !bits.matches("\\d{1,3}")) {
            throw new Refusal("\"" + text + "\" is no address range; write for example 10.0.0.0/8");
        }
        try {
            return new AddressRange(HostNames.address(text.substring(0, slash)), Integer.parseInt(bits));
        } catch (IllegalArgumentException impossible) {
            throw new Refusal("\"" + text + "\" is no address range: " + impossible.getMessage(), impossible);
        }
    }

    /** Address and mask, one behind the other (RFC 5280, section 4.2.1.10). */
    byte[] encoded() {
        byte[] octets = address.getAddress();
        byte[] encoded = new byte[octets.length * 2];
        for (int i = 0; i < octets.length; i++) {
            encoded[i] = octets[i];
            encoded[octets.length + i] = mask(bits, i);
        }
        return encoded;
    }

    private static byte mask(int bits, int octet) {
        int ones = Math.max(0, Math.min(Byte.SIZE, bits - octet * Byte.SIZE));
        return (byte) (0xff << (Byte.SIZE - ones));
    }
}
