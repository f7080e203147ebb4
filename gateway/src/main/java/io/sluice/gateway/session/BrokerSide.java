/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells the session what happens on the broker's channel. */
final class BrokerSide extends ChannelInboundHandlerAdapter {
    private final Session session;

    BrokerSide(Session session) {
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        session.brokerSent((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session.brokerSentAll();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.regulate();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.brokerGone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        session.brokerFailed(cause);
    }
}
