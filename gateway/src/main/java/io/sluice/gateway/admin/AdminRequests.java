/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.NetUtil;
import io.sluice.gateway.net.HostAndPort;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers HTTP requests with what the gateway says. */
final class AdminRequests extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(AdminRequests.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private static final String BANS = "/bans";

    private final AdminActions actions;

    AdminRequests(AdminActions actions) {
        this.actions = actions;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        String path = new QueryStringDecoder(request.uri()).path();
        HttpMethod method = method(path);
        if (!request.decoderResult().isSuccess()) {
            answer(ctx, false, HttpResponseStatus.BAD_REQUEST, TEXT, "bad request\n");
        } else if (!isMeantForUs(request)) {
            answer(ctx, false, HttpResponseStatus.FORBIDDEN, TEXT, "unexpected Host or Origin\n");
        } else if (request.method().equals(HttpMethod.DELETE) && isBans(path)) {
            lift(ctx, keepAlive, path);
        } else if (!request.method().equals(method)) {
            answer(ctx, keepAlive, HttpResponseStatus.METHOD_NOT_ALLOWED, TEXT, "use " + method + "\n");
        } else {
            serve(ctx, keepAlive, path);
        }
    }

    private static HttpMethod method(String path) {
        return path.equals("/reload")
                ? HttpMethod.POST
                : path.startsWith(BANS + "/") ? HttpMethod.DELETE : HttpMethod.GET;
    }

    private static boolean isBans(String path) {
        return path.equals(BANS) || path.startsWith(BANS + "/");
    }

    /** DELETE /bans for all, DELETE /bans/ADDRESS for one. */
    private void lift(ChannelHandlerContext ctx, boolean keepAlive, String path) {
        Optional<InetAddress> source = Optional.empty();
        if (!path.equals(BANS)) {
            String text = path.substring(BANS.length() + 1);
            source = Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(text));
            if (source.isEmpty()) {
                answer(ctx, keepAlive, HttpResponseStatus.BAD_REQUEST, TEXT, "no IP address\n");
                return;
            }
        }
        Optional<String> lifted = actions.liftBans(source);
        HttpResponseStatus status = lifted.isPresent() ? HttpResponseStatus.OK : HttpResponseStatus.NOT_FOUND;
        answer(ctx, keepAlive, status, TEXT, lifted.orElse("this source is not banned\n"));
    }

    private void serve(ChannelHandlerContext ctx, boolean keepAlive, String path) {
        switch (path) {
            case "/healthz" -> answer(ctx, keepAlive, HttpResponseStatus.OK, TEXT, "ok\n");
            case "/readyz" -> {
                AdminActions.Readiness readiness = actions.readiness();
                answer(
                        ctx,
                        keepAlive,
                        readiness.isReady() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                        TEXT,
                        readiness.report());
            }
            case "/metrics" -> answer(ctx, keepAlive, PROMETHEUS, actions.metrics());
            case "/flows" -> answer(ctx, keepAlive, JSON, actions.flows());
            case BANS -> answer(ctx, keepAlive, HttpResponseStatus.OK, JSON, actions.bans());
            case "/reload" ->
                actions.reload()
                        .whenComplete((reload, failure) -> answer(
                                ctx,
                                keepAlive,
                                failure != null
                                        ? HttpResponseStatus.INTERNAL_SERVER_ERROR
                                        : reload.done() ? HttpResponseStatus.OK : HttpResponseStatus.CONFLICT,
                                TEXT,
                                failure != null ? "reload failed\n" : reload.report()));
            default ->
                answer(
                        ctx,
                        keepAlive,
                        HttpResponseStatus.NOT_FOUND,
                        TEXT,
                        "/metrics /healthz /readyz /flows /bans /reload\n");
        }
    }

    /**
     * Whether a person or a tool asks, and not a page in somebody's browser: those are recognised by the Origin that they
     * come from, or by a Host that was rebound to this address.
     */
    private static boolean isMeantForUs(FullHttpRequest request) {
        if (request.headers().contains(HttpHeaderNames.ORIGIN)) {
            return false;
        }
        String host = request.headers().get(HttpHeaderNames.HOST, "localhost").toLowerCase(Locale.ROOT);
        String name = HostAndPort.parse(host).map(HostAndPort::host).orElse(host);
        if (name.equals("localhost")) {
            return true;
        }
        Optional<InetAddress> address = Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(name));
        return address.isPresent();
    }

    private static void answer(
            ChannelHandlerContext ctx, boolean keepAlive, String type, CompletionStage<String> body) {
        body.whenComplete((text, failure) -> {
            if (failure == null) {
                answer(ctx, keepAlive, HttpResponseStatus.OK, type, text);
            } else {
                answer(ctx, keepAlive, HttpResponseStatus.INTERNAL_SERVER_ERROR, TEXT, "failed\n");
            }
        });
    }

    private static void answer(
            ChannelHandlerContext ctx, boolean keepAlive, HttpResponseStatus status, String type, String body) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        response.headers().set("X-Content-Type-Options", "nosniff");
        HttpUtil.setContentLength(response, response.content().readableBytes());
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = ctx.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("event=admin-request-failed what=\"{}\"", cause.toString());
        ctx.close();
    }
}
