/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.SystemPropertyUtil;
import java.util.Optional;

/**
 * The way to the operating system's sockets.
 *
 * @param domain sockets of this machine's file system, where the transport has them
 */
public record Transport(
        String name,
        IoHandlerFactory ioHandlers,
        Class<? extends ServerSocketChannel> server,
        Class<? extends SocketChannel> client,
        Optional<Class<? extends DomainSocketChannel>> domain) {

    /** epoll where it is to be had, NIO elsewhere. */
    public static Transport best() {
        if (Epoll.isAvailable()) {
            return new Transport(
                    "epoll",
                    EpollIoHandler.newFactory(),
                    EpollServerSocketChannel.class,
                    EpollSocketChannel.class,
                    Optional.of(EpollDomainSocketChannel.class));
        }
        return new Transport(
                "nio",
                NioIoHandler.newFactory(),
                NioServerSocketChannel.class,
                NioSocketChannel.class,
                Optional.empty());
    }

    /**
     * How many event loops run sessions: half as many as there are cores, one at least, unless {@code
     * -Dio.netty.eventLoopThreads} says how many. The broker, the kernel's side of both connections and the logs want the rest; and a
     * loop that has more to do at a time reads, encrypts and writes more at a time.
     *
     * @param cores of this machine
     */
    public static int sessionLoops(int cores) {
        return Math.max(1, SystemPropertyUtil.getInt("io.netty.eventLoopThreads", cores / 2));
    }

    /** A group of event loops, a thread each. */
    public EventLoopGroup eventLoops(String threadName, int threads) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(threadName, true), ioHandlers);
    }
}
