/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * An address that devices connect to. A connection that is not admitted is closed before it costs anything: no event loop,
 * no TLS, no session.
 */
public final class Listener {
    private final String name;
    private final InetSocketAddress bind;
    private final Optional<DeviceTls> tls;

    /** Decides on connections and takes those that may stay. */
    public interface Doorkeeper {
        /**
         * Whether a connection may stay. Called on the accepting thread.
         *
         * @param device not registered with an event loop yet
         */
        boolean admits(Channel device, String listener);

        /** A connection has been admitted. Called on the connection's event loop, behind TLS where there is any. */
        void begin(Channel device, String listener);
    }

    public Listener(String name, InetSocketAddress bind, Optional<DeviceTls> tls) {
        this.name = name;
        this.bind = bind;
        this.tls = tls;
    }

    public String name() {
        return name;
    }

    /**
     * Starts to listen.
     *
     * @param buffer bytes that may wait to be written to a device before reading from the broker stops
     */
    public ChannelFuture open(
            Transport transport, EventLoopGroup acceptor, EventLoopGroup workers, int buffer, Doorkeeper doorkeeper) {
        SessionBuffer session = new SessionBuffer(buffer);
        return new ServerBootstrap()
                .group(acceptor, workers)
                .channel(transport.server())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, session.waterMark())
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, session.ofDevices())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel server) {
                        server.pipeline().addLast(new Door(doorkeeper));
                    }
                })
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel device) {
                        tls.ifPresent(with -> with.protect(device));
                        doorkeeper.begin(device, name);
                    }
                })
                .bind(bind);
    }

    /** Stands before Netty's own acceptor. */
    private final class Door extends ChannelInboundHandlerAdapter {
        private final Doorkeeper doorkeeper;

        Door(Doorkeeper doorkeeper) {
            this.doorkeeper = doorkeeper;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object accepted) {
            Channel device = (Channel) accepted;
            if (doorkeeper.admits(device, name)) {
                ctx.fireChannelRead(device);
            } else {
                device.unsafe().closeForcibly();
            }
        }
    }
}
