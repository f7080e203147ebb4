/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers HTTP requests that may be made with what the gateway says. */
final class AdminRequests extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(AdminRequests.class);
    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final String BANS = "/bans";

    private final AdminActions actions;

    AdminRequests(AdminActions actions) {
        this.actions = actions;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        List<HttpMethod> methods = methods(uri.path());
        if (!methods.contains(request.method())) {
            AdminAnswer.text(
                            HttpResponseStatus.METHOD_NOT_ALLOWED,
                            "use "
                                    + String.join(
                                            " or ",
                                            methods.stream()
                                                    .map(HttpMethod::name)
                                                    .toList()) + "\n")
                    .send(ctx, keepAlive);
        } else if (request.method().equals(HttpMethod.DELETE)) {
            lift(uri.path()).send(ctx, keepAlive);
        } else {
            serve(ctx, keepAlive, request, uri);
        }
    }

    private static List<HttpMethod> methods(String path) {
        return switch (path) {
            case "/reload" -> List.of(HttpMethod.POST);
            case "/flows" -> List.of(HttpMethod.GET, HttpMethod.POST);
            case BANS -> List.of(HttpMethod.GET, HttpMethod.DELETE);
            default -> path.startsWith(BANS + "/") ? List.of(HttpMethod.DELETE) : List.of(HttpMethod.GET);
        };
    }

    /** DELETE /bans for all, DELETE /bans/ADDRESS for one. */
    private AdminAnswer lift(String path) {
        Optional<InetAddress> source = Optional.empty();
        if (!path.equals(BANS)) {
            String text = path.substring(BANS.length() + 1);
            source = Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(text));
            if (source.isEmpty()) {
                return AdminAnswer.text(HttpResponseStatus.BAD_REQUEST, "no IP address\n");
            }
        }
        Optional<String> lifted = actions.liftBans(source);
        HttpResponseStatus status = lifted.isPresent() ? HttpResponseStatus.OK : HttpResponseStatus.NOT_FOUND;
        return AdminAnswer.text(status, lifted.orElse("this source is not banned\n"));
    }

    private void serve(ChannelHandlerContext ctx, boolean keepAlive, FullHttpRequest request, QueryStringDecoder uri) {
        switch (uri.path()) {
            case "/healthz" -> AdminAnswer.text(HttpResponseStatus.OK, "ok\n").send(ctx, keepAlive);
            case "/readyz" -> ready().send(ctx, keepAlive);
            case "/metrics" -> {
                String type = type(request);
                send(ctx, keepAlive, actions.metrics(type), text -> AdminAnswer.of(type, text));
            }
            case "/flows" -> {
                if (request.method().equals(HttpMethod.POST)) {
                    send(
                            ctx,
                            keepAlive,
                            actions.recordFlows(),
                            count -> AdminAnswer.text(HttpResponseStatus.OK, count + " recorded\n"));
                } else {
                    flows(ctx, keepAlive, uri);
                }
            }
            case BANS -> AdminAnswer.of(JSON, actions.bans()).send(ctx, keepAlive);
            case "/reload" ->
                send(
                        ctx,
                        keepAlive,
                        actions.reload(),
                        reload -> AdminAnswer.text(
                                reload.done() ? HttpResponseStatus.OK : HttpResponseStatus.CONFLICT, reload.report()));
            default ->
                AdminAnswer.text(HttpResponseStatus.NOT_FOUND, "/metrics /healthz /readyz /flows /bans /reload\n")
                        .send(ctx, keepAlive);
        }
    }

    private AdminAnswer ready() {
        AdminActions.Readiness readiness = actions.readiness();
        return AdminAnswer.text(
                readiness.isReady() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                readiness.report());
    }

    private void flows(ChannelHandlerContext ctx, boolean keepAlive, QueryStringDecoder uri) {
        try {
            FlowQuery query = FlowQuery.of(uri.parameters());
            String type = query.asTable() ? "text/plain; charset=utf-8" : JSON;
            send(ctx, keepAlive, actions.flows(query), text -> AdminAnswer.of(type, text));
        } catch (IllegalArgumentException wrong) {
            AdminAnswer.text(HttpResponseStatus.BAD_REQUEST, wrong.getMessage() + "\n")
                    .send(ctx, keepAlive);
        }
    }

    /** Who can read OpenMetrics says so; whoever says nothing gets what everybody reads. */
    private static String type(FullHttpRequest request) {
        boolean open = request.headers().getAll(HttpHeaderNames.ACCEPT).stream()
                .anyMatch(accept -> accept.contains("application/openmetrics-text"));
        return open ? OPEN_METRICS : PROMETHEUS;
    }

    private static <T> void send(
            ChannelHandlerContext ctx, boolean keepAlive, CompletionStage<T> result, Function<T, AdminAnswer> answer) {
        result.whenComplete((value, failure) -> {
            AdminAnswer said = failure == null
                    ? answer.apply(value)
                    : AdminAnswer.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "failed\n");
            said.send(ctx, keepAlive);
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("event=admin-request-failed what=\"{}\"", cause.toString());
        ctx.close();
    }
}
