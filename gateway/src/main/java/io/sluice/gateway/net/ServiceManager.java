/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the service is, by the protocol of sd_notify(3): datagrams to the socket that {@code NOTIFY_SOCKET}
 * names. Says nothing where there is no such socket.
 */
public final class ServiceManager implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);

    private final Optional<Channel> channel;

    private ServiceManager(Optional<Channel> channel) {
        this.channel = channel;
    }

    /**
     * @param socket value of {@code NOTIFY_SOCKET}: a path, or {@code @name} for an abstract socket
     */
    public static ServiceManager at(Optional<String> socket, EventLoopGroup loops) {
        if (socket.isEmpty() || !Epoll.isAvailable()) {
            return new ServiceManager(Optional.empty());
        }
        String name = socket.get();
        String path = name.startsWith("@") ? '\0' + name.substring(1) : name;
        ChannelFuture connecting = new Bootstrap()
                .group(loops)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(new DomainSocketAddress(path))
                .awaitUninterruptibly();
        if (!connecting.isSuccess()) {
            log.warn("event=notify-failed what=\"{}\"", String.valueOf(connecting.cause()));
            return new ServiceManager(Optional.empty());
        }
        return new ServiceManager(Optional.of(connecting.channel()));
    }

    /** The service serves, or does again after a reload. */
    public void ready() {
        send("READY=1");
    }

    /** The service reads its configuration again; {@link #ready} follows. */
    public void reloading() {
        // systemd wants the time of CLOCK_MONOTONIC, which is what nanoTime counts on Linux.
        send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1_000);
    }

    /** The service goes down. */
    public void stopping() {
        send("STOPPING=1");
    }

    private void send(String state) {
        channel.ifPresent(open -> {
            ChannelFuture sent = open.writeAndFlush(Unpooled.copiedBuffer(state, StandardCharsets.UTF_8));
            sent.awaitUninterruptibly(1_000);
            if (!sent.isSuccess()) {
                log.warn("event=notify-failed what=\"{}\"", String.valueOf(sent.cause()));
            }
        });
    }

    @Override
    public void close() {
        channel.ifPresent(Channel::close);
    }
}
