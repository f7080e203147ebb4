/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.sluice.certs.CertificateAuthority;
import io.sluice.certs.Validity;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker is offered when the gateway comes again. */
class KeySharesTest {
    /** Bytes of an ML-KEM-768 key (FIPS 203, section 8): a ClientHello with one is longer than that. */
    private static final int POST_QUANTUM = 1_184;

    @TempDir
    private Path folder;

    private final EventLoopGroup loops = Transport.best().eventLoops("client", 1);
    private final AtomicLong clock = new AtomicLong();
    private final KeyShares shares = new KeyShares(clock::get, false);

    /** Lengths of what clients said in records of handshakes in clear. */
    private final List<Integer> hellos = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void onlyBoringSslMakesTwo() {
        assumeThat(TlsLibrary.provider()).isEqualTo(SslProvider.OPENSSL);
    }

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private TlsServer broker(String... groups) throws Exception {
        Validity validity = Validity.days(30, InstantSource.system());
        CertificateAuthority ca = CertificateAuthority.create("CA", validity);
        ca.write(folder.resolve("ca.pem"), folder.resolve("ca.key"));
        ca.issueServer("broker", List.of("localhost"), List.of(), validity)
                .write(folder.resolve("broker.pem"), folder.resolve("broker.key"));
        SslContext context = SslContextBuilder.forServer(
                        folder.resolve("broker.pem").toFile(),
                        folder.resolve("broker.key").toFile())
                .sslProvider(SslProvider.OPENSSL)
                .option(OpenSslContextOption.GROUPS, groups)
                .build();
        return new TlsServer(device -> device.pipeline().addLast(new Hellos(), context.newHandler(device.alloc())));
    }

    private final class Hellos extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            ByteBuf records = (ByteBuf) bytes;
            int at = records.readerIndex();
            // A second ClientHello comes behind a change_cipher_spec that means nothing (RFC 8446, appendix D.4).
            int type = records.getByte(at) == 20 ? records.getByte(at + 6) : records.getByte(at);
            if (type == 22) {
                hellos.add(records.readableBytes());
            }
            ctx.fireChannelRead(bytes);
        }
    }

    private BrokerTls upstream() throws Exception {
        return TlsContexts.upstream(new UpstreamTls(
                folder.resolve("ca.pem"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("TLSv1.3"),
                List.of()));
    }

    private void visit(TlsServer broker, BrokerTls tls, KeyShares offered) {
        SslHandler handler = tls.context().newHandler(ByteBufAllocator.DEFAULT, "localhost", broker.port());
        offered.offer(handler);
        visit(broker, handler);
    }

    private void visit(TlsServer broker, SslHandler handler) {
        Channel channel = new Bootstrap()
                .group(loops)
                .channel(Transport.best().client())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline().addLast(handler, new EarlyFault());
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), broker.port())
                .syncUninterruptibly()
                .channel();
        channel.closeFuture().syncUninterruptibly();
        assertThat(handler.handshakeFuture().isSuccess()).isTrue();
    }

    @Test
    void aBrokerThatTookAClassicalShareIsOfferedThatAloneForAWhile() throws Exception {
        try (TlsServer broker = broker("X25519")) {
            BrokerTls tls = upstream();
            visit(broker, tls, shares);
            visit(broker, tls, shares);
            clock.addAndGet(KeyShares.REMEMBERED - 1);
            visit(broker, tls, shares);
            clock.incrementAndGet();
            visit(broker, tls, shares);
            assertThat(hellos).hasSize(4);
            assertThat(hellos.get(0)).isGreaterThan(POST_QUANTUM);
            assertThat(hellos.get(1)).isLessThan(POST_QUANTUM);
            assertThat(hellos.get(2)).isLessThan(POST_QUANTUM);
            assertThat(hellos.get(3)).isGreaterThan(POST_QUANTUM);
        }
    }

    @Test
    void aBrokerThatTakesThePostQuantumShareAlwaysGetsIt() throws Exception {
        try (TlsServer broker = broker("X25519MLKEM768", "X25519")) {
            BrokerTls tls = upstream();
            visit(broker, tls, shares);
            visit(broker, tls, shares);
            visit(broker, tls, shares);
            assertThat(hellos).hasSize(3).allSatisfy(length -> assertThat(length)
                    .isGreaterThan(POST_QUANTUM));
        }
    }

    @Test
    void aBrokerThatAskedForAnotherGroupIsOfferedItAtOnce() throws Exception {
        try (TlsServer broker = broker("P-256")) {
            BrokerTls tls = upstream();
            visit(broker, tls, shares);
            assertThat(hellos).as("it said what it takes").hasSize(2);
            visit(broker, tls, shares);
            assertThat(hellos).hasSize(3);
        }
    }

    @Test
    void oneThatHadNoChoiceSaysNothingOfWhatTheBrokerWouldTake() throws Exception {
        try (TlsServer broker = broker("X25519")) {
            BrokerTls tls = upstream();
            visit(broker, tls, shares);
            SslHandler early = tls.context().newHandler(ByteBufAllocator.DEFAULT, "localhost", broker.port());
            shares.offer(early);
            clock.addAndGet(KeyShares.REMEMBERED);
            visit(broker, early);
            visit(broker, tls, shares);
            assertThat(hellos).hasSize(3);
            assertThat(hellos.get(1)).isLessThan(POST_QUANTUM);
            assertThat(hellos.get(2)).isGreaterThan(POST_QUANTUM);
        }
    }

    @Test
    void groupsThatSomebodyHasChosenStand() throws Exception {
        KeyShares chosen = new KeyShares(clock::get, true);
        try (TlsServer broker = broker("X25519")) {
            BrokerTls tls = upstream();
            visit(broker, tls, chosen);
            visit(broker, tls, chosen);
            assertThat(hellos).hasSize(2).allSatisfy(length -> assertThat(length)
                    .isGreaterThan(POST_QUANTUM));
        }
    }
}
