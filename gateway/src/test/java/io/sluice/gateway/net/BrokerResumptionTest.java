/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.sluice.certs.CertificateAuthority;
import io.sluice.certs.Validity;
import io.sluice.gateway.key.KeyFiles;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway comes back to a broker with the ticket it was given. */
class BrokerResumptionTest {
    @TempDir
    private Path folder;

    private final EventLoopGroup loops = Transport.best().eventLoops("client", 1);

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private DeviceTls broker() throws Exception {
        Validity validity = Validity.days(30, InstantSource.system());
        CertificateAuthority.create("CA", validity)
                .issueServer("broker", List.of("localhost"), List.of(), validity)
                .write(folder.resolve("broker.pem"), folder.resolve("broker.key"));
        KeyFiles own =
                new KeyFiles(folder.resolve("broker.pem"), Optional.of(folder.resolve("broker.key")), Optional.empty());
        ListenerTls files =
                new ListenerTls(own, List.of(), Optional.empty(), Optional.empty(), ListenerTls.ClientAuth.NONE, false);
        return new DeviceTls("broker", files, InstantSource.system(), System::nanoTime);
    }

    /** Whether the handshake came about; the broker's tickets are read until it hangs up. */
    private boolean visit(SslContext context, int port) {
        SslHandler tls = context.newHandler(ByteBufAllocator.DEFAULT, "localhost", port);
        Channel channel = new Bootstrap()
                .group(loops)
                .channel(Transport.best().client())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline().addLast(tls, new EarlyFault());
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port)
                .syncUninterruptibly()
                .channel();
        channel.closeFuture().syncUninterruptibly();
        return tls.handshakeFuture().isSuccess();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aBrokerThatIsResumedIsVerifiedAgain(String protocol) throws Exception {
        AtomicBoolean expired = new AtomicBoolean();
        Flipping trust = new Flipping(expired);
        Path none = folder.resolve("none");
        UpstreamTls settings = new UpstreamTls(
                none, Optional.empty(), Optional.empty(), Optional.empty(), List.of(protocol), List.of());
        SslContext context = TlsContexts.client(settings, Optional.empty(), new CurrentTrust(() -> trust));
        try (TlsServer server = new TlsServer(broker()::protect)) {
            assertThat(visit(context, server.port())).isTrue();
            assertThat(trust.inHandshakes()).isEqualTo(1);
            assertThat(visit(context, server.port())).isTrue();
            assertThat(trust.inHandshakes()).isEqualTo(1);
            assertThat(trust.afterwards()).isEqualTo(1);
            expired.set(true);
            assertThat(visit(context, server.port())).isFalse();
            assertThat(trust.inHandshakes()).isEqualTo(1);
        }
    }
}
