/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * What counts as one source: an IPv4 address, or the /64 of an IPv6 address, since a host there picks its lower half as it
 * likes and would be a new source with each connection.
 */
public record SourceKey(boolean isV6, long prefix) {
    public static SourceKey of(InetAddress address) {
        byte[] bytes = address.getAddress();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == 4 ? new SourceKey(false, buffer.getInt()) : new SourceKey(true, buffer.getLong());
    }
}
