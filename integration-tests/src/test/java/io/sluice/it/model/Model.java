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

    private static final int BETWEEN_INTERRUPTIONS = 15;

    private final long seed;
    private final Chance chance;
    private final List<List<Rules>> policies;
    private final Selector selector;
    private final ServerSocketChannel server;
    private final Map<String, Session> sessions = new HashMap<>();
    private final List<Session> live = new ArrayList<>();
    private final Tally tally = new Tally();
    private Interruption interruption = () -> {};
    private long lastRead = System.nanoTime();
    private int reads;

    /** What a test does in between. */
    public interface Interruption {
        void run() throws Exception;
    }

    /**
     * Opens the broker.
     *
     * @param policies that may be in force, one after the other, each with the same classes in the same places; with more
     *     than one no connection is cut, since a resumed session could not tell what became of its messages
     */
    public Model(long seed, List<List<Rules>> policies) throws IOException {
        this.seed = seed;
        this.chance = new Chance(seed);
        this.policies = policies;
        this.selector = Selector.open();
        this.server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Does something in the middle of everything, again and again. */
    public void everyNowAndThen(Interruption what) {
        interruption = what;
    }

    public int brokerPort() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    /**
     * Drives sessions through a gateway until all are over.
     *
     * @throws AssertionError with the seed, when one of them sees what it must not
     */
    public Tally drive(int gatewayPort, int count, int concurrently) throws Exception {
        try {
            for (int started = 0; tally.sessions() < count; ) {
                for (; started < count && live.size() < concurrently; started++) {
                    start(started, gatewayPort);
                }
                read();
                if (++reads % BETWEEN_INTERRUPTIONS == 0) {
                    interruption.run();
                }
                turn(gatewayPort);
            }
            return tally;
        } catch (AssertionError wrong) {
            throw new AssertionError("-Dsluice.seed=" + seed + ": " + wrong.getMessage(), wrong);
        }
    }

    private void start(int number, int gatewayPort) throws IOException {
        Chance dice = chance.fork();
        int place = dice.below(policies.get(0).size());
        List<Rules> of = policies.stream().map(policy -> policy.get(place)).toList();
        boolean strips = of.get(0).stripsRetain();
        String clientId = of.get(0).name() + "-" + number;
        Session session = new Session(clientId, strips, new Oracle(of, clientId), policies.size() == 1, dice, tally);
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

    private void turn(int gatewayPort) throws IOException {
        for (Iterator<Session> all = live.iterator(); all.hasNext(); ) {
            Session session = all.next();
            try {
                session.turn(gatewayPort, selector);
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
