/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttMessage;

/** What the gateway wrote, as hex without spaces, released. */
final class Written {
    private Written() {}

    static String hex(ByteBuf bytes) {
        try {
            return ByteBufUtil.hexDump(bytes);
        } finally {
            bytes.release();
        }
    }

    static String hex(int level, MqttMessage message) {
        return hex(new PacketEncoder(level).encode(message));
    }

    /** All that stands in a channel's way out. */
    static String hex(EmbeddedChannel channel) {
        channel.flush();
        StringBuilder all = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.append(hex(out));
        }
        return all.toString();
    }

    /** A script as those methods say it. */
    static String expected(String script) {
        return ByteBufUtil.hexDump(io.sluice.gateway.frame.Hex.bytes(script));
    }
}
