/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of a broker that hangs up before anybody listens to it; what came of it is said where it was dialled. */
final class EarlyFault extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(EarlyFault.class);

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("event=dial-failed what=\"{}\"", cause.toString());
        ctx.close();
    }
}
