/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/** Closes channels so that what was said last arrives. */
final class Closing {
    /** How long a peer may take to read the last bytes. */
    private static final long FLUSH_SECONDS = 5;

    /** How long to wait for a device to close after its last word, reading and discarding what it still sends. */
    private static final long LINGER_MILLIS = 1_000;

    private Closing() {}

    /** Closes when everything written is flushed, or when the peer does not read. */
    static void afterFlush(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        closeIn(channel, TimeUnit.SECONDS.toMillis(FLUSH_SECONDS));
    }

    /**
     * Closes a device's channel.
     *
     * @param lastWord whether something was just said to it. Closing at once with bytes unread makes TCP send a reset, which
     *     can throw away what is on its way to the device: so only the sending half is closed, and the rest a little later.
     */
    static void ofDevice(Channel channel, boolean lastWord) {
        boolean plain = channel.pipeline().get(SslHandler.class) == null;
        if (lastWord && plain && channel.isActive() && channel instanceof DuplexChannel duplex) {
            channel.config().setAutoRead(true);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> duplex.shutdownOutput());
            closeIn(channel, LINGER_MILLIS);
        } else {
            afterFlush(channel);
        }
    }

    /**
     * Closes a broker's channel, and lets the broker finish what it was saying: what it has sent meanwhile is on the wire, and
     * so in the record.
     */
    static void ofBroker(Channel channel) {
        if (isPlain(channel) && channel instanceof DuplexChannel duplex) {
            channel.config().setAutoRead(true);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> duplex.shutdownOutput());
            closeIn(channel, LINGER_MILLIS);
        } else {
            afterFlush(channel);
        }
    }

    /** Whether one half of it can be closed alone. */
    static boolean isPlain(Channel channel) {
        return channel.isActive() && channel.pipeline().get(SslHandler.class) == null;
    }

    private static void closeIn(Channel channel, long millis) {
        var timer = channel.eventLoop().schedule(() -> channel.close(), millis, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> timer.cancel(false));
    }
}
