/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** An answer to a request. */
final class AdminAnswer {
    private final FullHttpResponse response;

    private AdminAnswer(HttpResponseStatus status, String type, String body) {
        response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        response.headers().set("X-Content-Type-Options", "nosniff");
        HttpUtil.setContentLength(response, response.content().readableBytes());
    }

    static AdminAnswer text(HttpResponseStatus status, String body) {
        return new AdminAnswer(status, "text/plain; charset=utf-8", body);
    }

    static AdminAnswer of(String type, String body) {
        return new AdminAnswer(HttpResponseStatus.OK, type, body);
    }

    AdminAnswer with(CharSequence header, String value) {
        response.headers().set(header, value);
        return this;
    }

    /** @param keepAlive whether the connection goes on */
    void send(ChannelHandlerContext ctx, boolean keepAlive) {
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = ctx.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }
}
