/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * What counts as one source: an IPv4 address, or the /64 of an IPv6 address, since a host there picks its lower half as it
 * likes and would be a new source with each connection.
 */
public record SourceKey(boolean isV6, long prefix) {
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;

    /** The address, or the range as in {@code 2001:db8:0:7::/64}. */
    @Override
    public String toString() {
        ByteBuffer bytes = ByteBuffer.allocate(isV6 ? V6_BYTES : V4_BYTES);
        if (isV6) {
            bytes.putLong(prefix);
        } else {
            bytes.putInt((int) prefix);
        }
        try {
            String text = NetUtil.toAddressString(InetAddress.getByAddress(bytes.array()));
            return isV6 ? text + "/64" : text;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static SourceKey of(InetAddress address) {
        byte[] bytes = address.getAddress();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == V4_BYTES ? new SourceKey(false, buffer.getInt()) : new SourceKey(true, buffer.getLong());
    }
}
