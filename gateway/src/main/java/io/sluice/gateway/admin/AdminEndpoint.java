/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.sluice.gateway.net.Transport;
import java.net.InetSocketAddress;
import java.util.Optional;

/** The HTTP endpoint for operators and their tools: /metrics, /healthz, /readyz, /flows, /bans and /reload. */
public final class AdminEndpoint {
    private static final int MAX_REQUEST = 4096;
    private static final int IDLE_SECONDS = 30;

    private AdminEndpoint() {}

    /**
     * Starts to listen.
     *
     * @param token that requests have to show, empty where anybody may ask who can reach it
     */
    public static ChannelFuture open(
            Transport transport,
            EventLoopGroup loops,
            InetSocketAddress bind,
            Optional<AdminToken> token,
            AdminActions actions) {
        return new ServerBootstrap()
                .group(loops)
                .channel(transport.server())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MAX_REQUEST))
                                .addLast(new AdminGuard(token))
                                .addLast(new AdminRequests(actions));
                    }
                })
                .bind(bind);
    }
}
