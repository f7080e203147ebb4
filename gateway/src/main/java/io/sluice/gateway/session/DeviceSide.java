/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/** Tells the session what happens on the device's channel. */
final class DeviceSide extends ChannelInboundHandlerAdapter {
    private final Session session;

    DeviceSide(Session session) {
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        session.deviceSent((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session.deviceSentAll();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.regulate();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.deviceGone();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            session.deviceHandshake(handshake);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        session.deviceFailed(cause);
    }
}
