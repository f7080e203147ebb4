/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.frame.ConnectLayout;
import io.sluice.policy.UpstreamIdentity;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The CONNECT as the broker gets it where that is not as the device sent it. */
final class UpstreamConnect {
    private static final int USERNAME = 0x80;
    private static final int PASSWORD = 0x40;
    private static final int WILL_RETAIN = 0x20;
    private static final int LONGEST_STRING = 65_535;

    private UpstreamConnect() {}

    /**
     * Writes a CONNECT anew. A user name of the identity takes the place of both the device's user name and its password.
     *
     * @param connect whole, its reader index at its start; stays the caller's
     * @return empty when the client id gets too long by the prefix
     */
    static Optional<ByteBuf> present(
            ByteBuf connect, ConnectLayout layout, UpstreamIdentity identity, Optional<byte[]> password) {
        int start = connect.readerIndex();
        byte[] prefix = identity.clientIdPrefix().getBytes(StandardCharsets.UTF_8);
        int clientIdLength = connect.getUnsignedShort(start + layout.clientId());
        if (prefix.length + clientIdLength > LONGEST_STRING) {
            return Optional.empty();
        }
        ByteBuf body = connect.alloc().buffer(connect.readableBytes() + prefix.length + 64);
        try {
            int flags = connect.getUnsignedByte(start + layout.flags());
            if (identity.username().isPresent()) {
                flags = flags & ~(USERNAME | PASSWORD) | USERNAME | (password.isPresent() ? PASSWORD : 0);
            }
            body.writeBytes(connect, start + layout.body(), layout.flags() - layout.body());
            body.writeByte(flags);
            // Keep alive and properties.
            body.writeBytes(connect, start + layout.flags() + 1, layout.clientId() - layout.flags() - 1);
            body.writeShort(prefix.length + clientIdLength).writeBytes(prefix);
            int afterLength = layout.clientId() + 2;
            // Client id and will.
            body.writeBytes(connect, start + afterLength, layout.credentials() - afterLength);
            if (identity.username().isPresent()) {
                string(body, identity.username().get().getBytes(StandardCharsets.UTF_8));
                password.ifPresent(secret -> string(body, secret));
            } else {
                body.writeBytes(connect, start + layout.credentials(), connect.readableBytes() - layout.credentials());
            }
            return Optional.of(Rewriting.packet(connect.getUnsignedByte(start), body));
        } finally {
            body.release();
        }
    }

    /**
     * Takes the retain flag from the will.
     *
     * @param connect whole, its reader index at its start
     */
    static void clearWillRetain(ByteBuf connect) {
        int at = connect.readerIndex() + 1;
        while (connect.getByte(at) < 0) {
            at++;
        }
        int protocolName = at + 1;
        int flags = protocolName + 2 + connect.getUnsignedShort(protocolName) + 1;
        connect.setByte(flags, connect.getByte(flags) & ~WILL_RETAIN);
    }

    private static void string(ByteBuf out, byte[] bytes) {
        out.writeShort(bytes.length).writeBytes(bytes);
    }
}
