/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Many random sessions at once: a broker that listens, and devices that connect through a gateway. */
public final class Model implements AutoCloseable {
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    private final long seed;
    private final Chance chance;
    private final List<Rules> rules;
    private final Selector selector;
    private final ServerSocketChannel server;
    private final Map<String, Session> sessions = new HashMap<>();
    private final List<Session> live = new ArrayList<>();
    private final Tally tally = new Tally();
    private long lastRead = System.nanoTime();

    /**
     * Opens the broker.
     *
     * @param rules of the classes that the gateway knows
     */
    public Model(long seed, List<Rules> rules) throws IOException {
        this.seed = seed;
        this.chance = new Chance(seed);
        this.rules = rules;
        this.selector = Selector.open();
        this.server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    public int brokerPort() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    /**
     * Drives sessions through a gateway until all are over.
     *
     * @throws AssertionError with the seed, when one of them sees what it must not
     */
    public Tally drive(int gatewayPort, int count, int concurrently) throws IOException {
        try {
            for (int started = 0; tally.sessions() < count; ) {
                for (; started < count && live.size() < concurrently; started++) {
                    start(started, gatewayPort);
                }
                read();
                turn();
            }
            return tally;
        } catch (AssertionError wrong) {
            throw new AssertionError("-Dsluice.seed=" + seed + ": " + wrong.getMessage(), wrong);
        }
    }

    private void start(int number, int gatewayPort) throws IOException {
        Chance dice = chance.fork();
        Rules of = dice.of(rules);
        String clientId = of.name() + "-" + number;
        Session session = new Session(clientId, of.stripsRetain(), new Oracle(List.of(of), clientId), dice, tally);
        sessions.put(clientId, session);
        live.add(session);
        session.connect(gatewayPort, selector);
    }

    private void read() throws IOException {
        if (selector.select(1) == 0) {
            if (System.nanoTime() - lastRead > STANDSTILL.toNanos()) {
                throw new AssertionError("nothing goes on any more: " + live);
            }
            return;
        }
        lastRead = System.nanoTime();
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid() && key.isAcceptable()) {
                new BrokerEnd(sessions, server.accept(), selector, chance.fork());
            } else if (key.isValid()) {
                Connection connection = (Connection) key.attachment();
                try {
                    connection.read();
                } catch (AssertionError wrong) {
                    throw new AssertionError(wrong.getMessage() + " at " + connection, wrong);
                }
            }
        }
        selector.selectedKeys().clear();
    }

    private void turn() throws IOException {
        for (Iterator<Session> all = live.iterator(); all.hasNext(); ) {
            Session session = all.next();
            try {
                session.turn();
            } catch (AssertionError wrong) {
                throw new AssertionError(wrong.getMessage() + " at " + session, wrong);
            }
            if (session.isOver()) {
                all.remove();
                tally.session();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
