/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Opens connections to the first broker, in the order of the configuration, that takes one. With TLS a connection counts as
 * open when the handshake is through and the broker's certificate has been verified; nothing of a device is sent before.
 *
 * <p>A broker that failed is tried last until a probe or a session finds it well again.
 */
public final class BrokerDialer implements AutoCloseable {
    private final Transport transport;
    private final List<Broker> brokers;
    private final Optional<Renewable<BrokerTls>> tls;
    private final Duration connectTimeout;
    private final SessionBuffer buffer;
    private final ExecutorService lookups;
    private final BackgroundResolver resolver;

    /** Hears how dialling went, on the event loop that it was asked for. */
    public interface Outcome {
        /**
         * A broker is there.
         *
         * @param broker open, and verified where TLS is spoken; nothing reads from it yet
         * @param name as configured
         */
        void dialled(Channel broker, String name);

        /** No broker is there. */
        void failed(DialFailure failure);
    }

    private static final class Broker {
        private final BrokerAddress address;
        private final KeyShares keyShares = KeyShares.ofThisJvm();
        // Shared by all event loops; a stale value costs one needless try.
        private volatile boolean isWell = true;
        private volatile boolean proven;

        Broker(BrokerAddress address) {
            this.address = address;
        }
    }

    /**
     * @param buffer bytes that may wait to be written to a broker before reading from the device stops
     */
    public BrokerDialer(
            Transport transport,
            List<BrokerAddress> brokers,
            Optional<Renewable<BrokerTls>> tls,
            Duration connectTimeout,
            int buffer) {
        this.transport = transport;
        this.brokers = brokers.stream().map(Broker::new).toList();
        this.tls = tls;
        this.connectTimeout = connectTimeout;
        this.buffer = new SessionBuffer(buffer);
        this.lookups = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "sluice-lookup");
            thread.setDaemon(true);
            return thread;
        });
        this.resolver = new BackgroundResolver(lookups);
    }

    /**
     * Dials, on the event loop given.
     *
     * @param presenting how TLS is spoken with a certificate of the session's own, empty for the gateway's
     */
    public void dial(EventLoop loop, Optional<BrokerTls> presenting, Outcome outcome) {
        List<Broker> order = new ArrayList<>(brokers.size());
        brokers.stream().filter(broker -> broker.isWell).forEach(order::add);
        brokers.stream().filter(broker -> !broker.isWell).forEach(order::add);
        new Attempt(loop, order, presenting.or(this::tls), outcome)
                .next(new DialFailure(false, "no broker configured"));
    }

    private Optional<BrokerTls> tls() {
        return tls.map(Renewable::current);
    }

    /** Whether a broker is known to answer. */
    public boolean isReady() {
        return brokers.stream().anyMatch(broker -> broker.proven && broker.isWell);
    }

    /** The brokers as configured, and whether each is known to answer. */
    public Map<String, BooleanSupplier> health() {
        Map<String, BooleanSupplier> health = new LinkedHashMap<>();
        brokers.forEach(broker -> health.put(broker.address.toString(), () -> broker.proven && broker.isWell));
        return health;
    }

    /** Tries the brokers that are not known to answer, so that {@link #isReady} finds out without a device. */
    public void probe(EventLoop loop) {
        for (Broker broker : brokers) {
            if (!broker.proven || !broker.isWell) {
                new Attempt(loop, new ArrayList<>(List.of(broker)), tls(), new Outcome() {
                            @Override
                            public void dialled(Channel channel, String name) {
                                channel.close();
                            }

                            @Override
                            public void failed(DialFailure failure) {}
                        })
                        .next(new DialFailure(false, "not tried"));
            }
        }
    }

    @Override
    public void close() {
        resolver.close();
        lookups.shutdownNow();
    }

    /** One round over the brokers. */
    private final class Attempt {
        private final EventLoop loop;
        private final List<Broker> left;
        private final Optional<BrokerTls> speaking;
        private final Outcome outcome;

        Attempt(EventLoop loop, List<Broker> left, Optional<BrokerTls> speaking, Outcome outcome) {
            this.loop = loop;
            this.left = left;
            this.speaking = speaking;
            this.outcome = outcome;
        }

        void next(DialFailure last) {
            if (left.isEmpty()) {
                outcome.failed(last);
                return;
            }
            Broker broker = left.remove(0);
            if (broker.address instanceof BrokerAddress.UnixPath unix) {
                open(
                        broker,
                        bootstrap(broker).channel(transport.domain().orElseThrow()),
                        new DomainSocketAddress(unix.path()));
                return;
            }
            BrokerAddress.HostPort host = (BrokerAddress.HostPort) broker.address;
            resolver.getResolver(loop)
                    .resolve(InetSocketAddress.createUnresolved(host.host(), host.port()))
                    .addListener((Future<InetSocketAddress> found) -> {
                        if (found.isSuccess()) {
                            Bootstrap tcp = bootstrap(broker)
                                    .channel(transport.client())
                                    .option(ChannelOption.TCP_NODELAY, true)
                                    .option(ChannelOption.SO_KEEPALIVE, true);
                            open(broker, tcp, found.getNow());
                        } else {
                            failed(broker, new DialFailure(false, broker.address + ": " + words(found.cause())));
                        }
                    });
        }

        /**
         * Opens a socket and connects it, in one go and in a task of its own; otherwise the dial can fail for nothing.
         *
         * <p>In one go, since epoll says of a socket that is not connected yet that it has hung up: {@link Bootstrap#connect()}
         * connects in a later task, and the loop may look at its sockets before that. In a task of its own, since the loop may
         * be in the middle of what epoll told it: a new socket has the number of one that was just closed, and would be told
         * that one's hang-up.
         */
        private void open(Broker broker, Bootstrap bootstrap, SocketAddress address) {
            loop.execute(() -> {
                // On the loop it is done at once. Where no socket is to be had, its listeners would be told elsewhere.
                ChannelFuture registered = bootstrap.register();
                if (registered.isSuccess()) {
                    connecting(broker, registered.channel().connect(address));
                } else {
                    failed(broker, noSocket(broker, registered.cause()));
                }
            });
        }

        private DialFailure noSocket(Broker broker, Throwable failure) {
            Throwable cause = failure;
            while (cause.getCause() != null) {
                cause = cause.getCause(); // What the system said stands below two layers of Netty's and of reflection.
            }
            String mend = "allow the process more open files (LimitNOFILE in its unit)";
            return new DialFailure(false, broker.address + ": no socket to dial with: " + words(cause), mend);
        }

        private void connecting(Broker broker, ChannelFuture connecting) {
            connecting.addListener((ChannelFuture done) -> {
                if (done.isSuccess()) {
                    handshake(broker, done.channel());
                } else {
                    failed(broker, new DialFailure(false, broker.address + ": " + words(done.cause())));
                }
            });
        }

        private Bootstrap bootstrap(Broker broker) {
            return new Bootstrap()
                    .group(loop)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, buffer.waterMark())
                    .option(ChannelOption.RECVBUF_ALLOCATOR, buffer.ofBrokers())
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            speaking.ifPresent(
                                    with -> channel.pipeline().addLast("tls", tlsHandler(channel, broker, with)));
                            channel.pipeline().addLast(new EarlyFault());
                        }
                    });
        }

        private SslHandler tlsHandler(Channel channel, Broker broker, BrokerTls with) {
            BrokerAddress address = broker.address;
            String host = address instanceof BrokerAddress.HostPort hostPort ? hostPort.host() : "localhost";
            int port = address instanceof BrokerAddress.HostPort hostPort ? hostPort.port() : 0;
            SslHandler handler =
                    with.context().newHandler(channel.alloc(), with.serverName().orElse(host), port);
            broker.keyShares.offer(handler);
            handler.setHandshakeTimeout(connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
            return handler;
        }

        private void handshake(Broker broker, Channel channel) {
            SslHandler handler = channel.pipeline().get(SslHandler.class);
            if (handler == null) {
                succeeded(broker, channel);
                return;
            }
            handler.handshakeFuture().addListener((Future<Channel> done) -> {
                if (done.isSuccess()) {
                    succeeded(broker, channel);
                } else {
                    channel.close();
                    TlsFailure failure = TlsFailure.of(done.cause());
                    failed(broker, new DialFailure(true, broker.address + ": " + failure.what(), failure.mend()));
                }
            });
        }

        private void succeeded(Broker broker, Channel channel) {
            broker.isWell = true;
            broker.proven = true;
            channel.pipeline().remove(EarlyFault.class);
            outcome.dialled(channel, broker.address.toString());
        }

        private void failed(Broker broker, DialFailure failure) {
            broker.isWell = false;
            next(failure);
        }

        private String words(Throwable cause) {
            if (cause instanceof ClosedChannelException) {
                return "it hung up at once";
            }
            return cause instanceof java.net.UnknownHostException
                    ? "the name is not known to DNS"
                    : String.valueOf(cause.getMessage()).replaceAll("[\\p{Cntrl}\"]", " ");
        }
    }
}
