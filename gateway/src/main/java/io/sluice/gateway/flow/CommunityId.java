/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The name under which Zeek, Suricata and others know a connection too: Community ID version 1 with seed 0, a SHA-1 over
 * both ends in an order that does not depend on who began (github.com/corelight/community-id-spec).
 */
final class CommunityId {
    private static final byte TCP = 6;
    private static final int LONGEST = 2 + 16 + 16 + 2 + 4;

    private CommunityId() {}

    static String ofTcp(InetSocketAddress one, InetSocketAddress other) {
        byte[] address = one.getAddress().getAddress();
        byte[] otherAddress = other.getAddress().getAddress();
        int order = Arrays.compareUnsigned(address, otherAddress);
        boolean first = order < 0 || (order == 0 && one.getPort() < other.getPort());
        ByteBuffer tuple = ByteBuffer.allocate(LONGEST);
        tuple.putShort((short) 0); // The seed.
        tuple.put(first ? address : otherAddress).put(first ? otherAddress : address);
        tuple.put(TCP).put((byte) 0);
        tuple.putShort((short) (first ? one : other).getPort()).putShort((short) (first ? other : one).getPort());
        tuple.flip();
        MessageDigest sha1 = sha1();
        sha1.update(tuple);
        return "1:" + Base64.getEncoder().encodeToString(sha1.digest());
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }
}
