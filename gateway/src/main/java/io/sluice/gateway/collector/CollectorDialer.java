/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.collector;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.sluice.gateway.net.BrokerAddress;
import io.sluice.gateway.net.BrokerDialer;
import io.sluice.gateway.net.BrokerTls;
import io.sluice.gateway.net.DialFailure;
import io.sluice.gateway.net.HostAndPort;
import io.sluice.gateway.net.Renewable;
import io.sluice.gateway.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reaches a collector; by TCP and TLS in the same way as a broker. */
public final class CollectorDialer implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int BUFFER = 64 * 1024;

    private final CollectorAddress collector;
    private final EventLoop loop;
    private final BrokerDialer streams;

    /** Hears on the event loop how it went. */
    public interface Outcome {
        void reached(CollectorLink link);

        void failed(Unreached why);
    }

    public CollectorDialer(
            CollectorAddress collector, Transport transport, EventLoop loop, Optional<Renewable<BrokerTls>> tls) {
        HostAndPort address = collector.address();
        this.collector = collector;
        this.loop = loop;
        this.streams = new BrokerDialer(
                transport, List.of(new BrokerAddress.HostPort(address.host(), address.port())), tls, TIMEOUT, BUFFER);
    }

    /** Called on the event loop, which a look-up of the name may hold up: it serves nothing but the collector. */
    public void dial(Outcome outcome) {
        if (collector.protocol() != CollectorAddress.Protocol.UDP) {
            streams.dial(loop, Optional.empty(), new BrokerDialer.Outcome() {
                @Override
                public void dialled(Channel channel, String name) {
                    outcome.reached(new StreamLink(channel));
                }

                @Override
                public void failed(DialFailure failure) {
                    outcome.failed(
                            failure.tls()
                                    ? new Unreached(failure.what(), failure.mend())
                                    : Unreached.because(failure.what()));
                }
            });
            return;
        }
        HostAndPort address = collector.address();
        try {
            outcome.reached(DatagramLink.open(new InetSocketAddress(address.host(), address.port())));
        } catch (IOException failure) {
            outcome.failed(Unreached.because(String.valueOf(failure.getMessage())));
        }
    }

    @Override
    public void close() {
        streams.close();
    }
}
