/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TransportTest {
    @Test
    void aSocketIsRegisteredWithItsLoopInTheTurnThatAsksForIt() throws Exception {
        Transport transport = Transport.best();
        EventLoopGroup loops = transport.eventLoops("test", 1);
        try {
            Bootstrap bootstrap = new Bootstrap()
                    .group(loops)
                    .channel(transport.client())
                    .handler(new ChannelInboundHandlerAdapter());
            // What BrokerDialer relies on: between registering and connecting the loop must not look at the socket.
            Callable<Boolean> registers = () -> {
                ChannelFuture registered = bootstrap.register();
                boolean atOnce = registered.isSuccess();
                registered.channel().close();
                return atOnce;
            };
            assertThat(loops.next().submit(registers).get()).isTrue();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void halfOfTheCoresRunSessionsAndOneAtLeast() {
        assertThat(Transport.sessionLoops(1)).isEqualTo(1);
        assertThat(Transport.sessionLoops(2)).isEqualTo(1);
        assertThat(Transport.sessionLoops(4)).isEqualTo(2);
        assertThat(Transport.sessionLoops(9)).isEqualTo(4);
    }
}
