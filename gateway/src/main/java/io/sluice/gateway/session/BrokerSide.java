/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.frame.ReasonCode;
import io.sluice.gateway.net.DialFailure;
import io.sluice.gateway.net.TlsFailure;
import java.io.IOException;

/** What happens on the broker's channel, and what that means for the session. */
final class BrokerSide extends ChannelInboundHandlerAdapter {
    private final Session session;
    private final Wires wires;

    BrokerSide(Session session, Wires wires) {
        this.session = session;
        this.wires = wires;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        wires.brokerSent((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.regulate();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (TlsFailure.isTls(cause)) {
            String what = session.report().upstreamTlsFailed(cause);
            session.end(EndReason.UPSTREAM_TLS, what, ReasonCode.SERVER_UNAVAILABLE);
        } else if (cause instanceof IOException) {
            gone();
        } else {
            session.fault(cause);
        }
    }

    private void gone() {
        if (session.phase() instanceof AwaitingConnack) {
            session.brokerUnreachable(
                    new DialFailure(false, "the broker closed the connection instead of answering the CONNECT"));
        } else {
            session.end(EndReason.BROKER_CLOSED, "the broker closed the connection", ReasonCode.UNSPECIFIED_ERROR);
        }
    }
}
