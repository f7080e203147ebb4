/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerDialerTest {
    private static final int ROUNDS = 20;

    private final Transport transport = Transport.best();
    private final EventLoopGroup loops = transport.eventLoops("dialer", 1);
    private final EventLoop loop = loops.next();

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** How a dial went. */
    private static class Dial implements BrokerDialer.Outcome {
        final CompletableFuture<String> outcome = new CompletableFuture<>();

        @Override
        public void dialled(Channel broker, String name) {
            broker.close();
            outcome.complete("reached");
        }

        @Override
        public void failed(DialFailure failure) {
            outcome.complete(failure.what());
        }
    }

    /** When the first of two connections is read from, the other one is closed, and the broker dialled. */
    private static final class Neighbours extends ChannelInboundHandlerAdapter {
        private final List<Channel> channels = new ArrayList<>();
        private final Runnable dial;

        Neighbours(Runnable dial) {
            this.dial = dial;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            if (channels.size() == 2) {
                channels.remove(ctx.channel());
                channels.remove(0).close();
                dial.run();
            }
        }
    }

    @Test
    void aDialIsNotToldOfTheHangUpOfASocketThatHadItsNumberBefore() throws Exception {
        try (ServerSocket peers = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SocketChannel first = connecting(busy);
                SocketChannel second = connecting(busy)) {
            // The kernel lets wait one more than it was told: whoever comes now is kept connecting.
            await().until(() -> first.finishConnect() && second.finishConnect());
            BrokerAddress address = new BrokerAddress.HostPort("127.0.0.1", busy.getLocalPort());
            try (BrokerDialer dialer =
                    new BrokerDialer(transport, List.of(address), Optional.empty(), Duration.ofMillis(50), 64 * 1024)) {
                for (int round = 0; round < ROUNDS; round++) {
                    Dial dial = new Dial();
                    hangUpOnBoth(peers, new Neighbours(() -> dialer.dial(loop, Optional.empty(), dial)));
                    assertThat(dial.outcome.get(10, TimeUnit.SECONDS)).contains("timed out");
                }
            }
        }
    }

    /** A socket for which the system has no file left. */
    public static final class NoSocket extends NioSocketChannel {
        public NoSocket() {
            throw new ChannelException("Too many open files");
        }
    }

    @Test
    void whereNoSocketIsToBeHadTheDialFailsOnItsLoop() throws Exception {
        Transport exhausted = new Transport(
                transport.name(), transport.ioHandlers(), transport.server(), NoSocket.class, Optional.empty());
        List<BrokerAddress> brokers =
                List.of(new BrokerAddress.HostPort("127.0.0.1", 1), new BrokerAddress.HostPort("127.0.0.1", 2));
        CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
        Dial dial = new Dial() {
            @Override
            public void failed(DialFailure failure) {
                onLoop.complete(loop.inEventLoop());
                super.failed(failure);
            }
        };
        try (BrokerDialer dialer =
                new BrokerDialer(exhausted, brokers, Optional.empty(), Duration.ofSeconds(1), 64 * 1024)) {
            loop.execute(() -> dialer.dial(loop, Optional.empty(), dial));
            assertThat(dial.outcome.get(10, TimeUnit.SECONDS))
                    .isEqualTo("127.0.0.1:2: no socket to dial with: Too many open files");
            assertThat(onLoop).isCompletedWithValue(true);
        }
    }

    private static SocketChannel connecting(ServerSocket server) throws Exception {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
        return channel;
    }

    /** Both ends hang up while the loop looks elsewhere, so that it hears of both at once. */
    private void hangUpOnBoth(ServerSocket peers, Neighbours neighbours) throws Exception {
        Bootstrap bootstrap =
                new Bootstrap().group(loop).channel(transport.client()).handler(neighbours);
        List<Socket> ends = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Channel channel = bootstrap
                    .connect(peers.getInetAddress(), peers.getLocalPort())
                    .sync()
                    .channel();
            loop.submit(() -> neighbours.channels.add(channel)).get();
            ends.add(peers.accept());
        }
        CountDownLatch looksElsewhere = new CountDownLatch(1);
        CountDownLatch hungUp = new CountDownLatch(1);
        loop.execute(() -> {
            looksElsewhere.countDown();
            try {
                hungUp.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        looksElsewhere.await();
        for (Socket end : ends) {
            end.getOutputStream().write('x');
            end.close();
        }
        hungUp.countDown();
    }
}
