/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.collector;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.sluice.gateway.net.TlsFailure;

/** A collector by TCP, or by TLS over it (RFC 7011 section 10.4). Messages follow each other as they are. */
final class StreamLink implements CollectorLink {
    private final Channel channel;
    private Unreached whyClosed = Unreached.because("the connection was closed");

    /** @param channel open, and verified where TLS is spoken */
    StreamLink(Channel channel) {
        this.channel = channel;
        channel.pipeline().addLast(new Deaf());
    }

    @Override
    public boolean isOpen() {
        return channel.isActive();
    }

    @Override
    public Unreached whyClosed() {
        return whyClosed;
    }

    @Override
    public boolean isWritable() {
        return channel.isActive() && channel.isWritable();
    }

    @Override
    public void send(byte[] message, Outcome outcome) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(message)).addListener((ChannelFuture done) -> {
            if (done.isSuccess()) {
                outcome.sent();
            } else {
                // What was not written whole is not to be followed by anything.
                channel.close();
                outcome.failed();
            }
        });
    }

    @Override
    public void close() {
        channel.close();
    }

    /** A collector has nothing to say; reading is how its end is noticed. */
    private final class Deaf extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // A collector that refuses our certificate says so after the handshake (RFC 8446 section 4.4.2.4).
            TlsFailure failure = TlsFailure.of(cause);
            whyClosed = new Unreached(failure.what(), failure.mend());
            ctx.close();
        }
    }
}
