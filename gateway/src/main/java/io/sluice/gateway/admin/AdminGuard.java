/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.NetUtil;
import io.sluice.gateway.net.HostAndPort;
import java.util.Locale;
import java.util.Optional;

/** Lets requests through that may ask: none of a page in somebody's browser, and with a token only those that show it. */
final class AdminGuard extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final Optional<AdminToken> token;

    AdminGuard(Optional<AdminToken> token) {
        this.token = token;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            AdminAnswer.text(HttpResponseStatus.BAD_REQUEST, "bad request\n").send(ctx, false);
        } else if (request.headers().contains(HttpHeaderNames.ORIGIN) || !isMeantForUs(request)) {
            AdminAnswer.text(HttpResponseStatus.FORBIDDEN, "unexpected Host or Origin\n")
                    .send(ctx, false);
        } else if (!isAllowed(request)) {
            AdminAnswer.text(HttpResponseStatus.UNAUTHORIZED, "show the token: Authorization: Bearer …\n")
                    .with(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"sluice\"")
                    .send(ctx, false);
        } else {
            ctx.fireChannelRead(request.retain());
        }
    }

    /** Whether it shows the token, or asks for nothing but whether anybody is there. */
    private boolean isAllowed(FullHttpRequest request) {
        String shown = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
        return token.isEmpty()
                || token.get().isShownBy(shown)
                || new QueryStringDecoder(request.uri()).path().equals("/healthz");
    }

    /**
     * Whether a person or a tool asks, and not a page whose Host was rebound to this address. Where there is a token, no page
     * knows it, and the gateway may be known by a name.
     */
    private boolean isMeantForUs(FullHttpRequest request) {
        if (token.isPresent()) {
            return true;
        }
        String host = request.headers().get(HttpHeaderNames.HOST, "localhost").toLowerCase(Locale.ROOT);
        String name = HostAndPort.parse(host).map(HostAndPort::host).orElse(host);
        return name.equals("localhost") || NetUtil.createInetAddressFromIpAddressString(name) != null;
    }
}
