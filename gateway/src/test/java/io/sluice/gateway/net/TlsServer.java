/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.sluice.policy.DeviceCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Says who came, once TLS is through, and hangs up. */
final class TlsServer implements AutoCloseable {
    private final EventLoopGroup loops = Transport.best().eventLoops("tls-server", 1);
    private final Channel channel;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    /** @param protect puts TLS in front */
    TlsServer(Consumer<Channel> protect) {
        this.channel = new ServerBootstrap()
                .group(loops)
                .channel(Transport.best().server())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel device) {
                        protect.accept(device);
                        device.pipeline().addLast(new Greeting());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Which checks of handshakes failed. */
    Queue<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Greeting extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    String who = PeerTls.of(ctx.channel())
                            .flatMap(PeerTls::certificate)
                            .map(DeviceCertificate::subject)
                            .orElse("nobody");
                    ctx.writeAndFlush(Unpooled.copiedBuffer("welcome " + who + "\n", StandardCharsets.UTF_8))
                            .addListener(ChannelFutureListener.CLOSE);
                } else {
                    failures.add(TlsFailure.describe(handshake.cause()));
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
