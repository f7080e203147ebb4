/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.sluice.gateway.collector.CollectorAddress;
import io.sluice.gateway.collector.CollectorDialer;
import io.sluice.gateway.collector.CollectorLink;
import io.sluice.gateway.collector.Retry;
import io.sluice.gateway.collector.Unreached;
import io.sluice.gateway.flow.FlowRecord;
import io.sluice.gateway.flow.FlowSink;
import io.sluice.gateway.net.BrokerTls;
import io.sluice.gateway.net.Renewable;
import io.sluice.gateway.net.Transport;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports flow records to a collector on a thread of its own. Event loops only hand them over. While the collector cannot be
 * reached they wait, as many as the backlog holds; what is dropped then is counted, said in the log, and told to the
 * collector when it is back.
 */
public final class IpfixExporter implements FlowSink, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IpfixExporter.class);

    /** Enough for an interim record of each of many connections at once; emptied all the time. */
    private static final int CAPACITY = 32_768;

    /** Some 25,000 records. */
    private static final int BACKLOG_MIB = 8;

    private static final long CLOSE_SECONDS = 5;
    private static final long BUSY_MILLIS = 20;
    private static final long IDLE_MILLIS = 200;

    /** More at once than that overruns the receive buffer of a collector on UDP. */
    private static final int MESSAGES_A_TURN = 64;

    /** Datagrams with templates can get lost: the first time, they are said again after so long. */
    private static final long SAID_AGAIN = TimeUnit.SECONDS.toNanos(5);

    private final IpfixSettings settings;
    private final InstantSource clock;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final CollectorDialer dialer;
    private final BlockingQueue<FlowRecord> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final NotSent notSent = new NotSent();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean reached;
    private volatile boolean closing;

    // Of the exporter's thread.
    private final Backlog backlog = new Backlog((long) BACKLOG_MIB << 20);
    private final FlowLayouts layouts;
    private final LossNews losses = new LossNews(notSent, System.nanoTime());
    private final Retry retry = new Retry(System.nanoTime());
    private Optional<TransportSession> session = Optional.empty();
    private boolean tried;
    private boolean dialling;
    private long recordsFrom;
    private long refreshDue;
    private String complaint = "";

    /**
     * Begins to reach the collector.
     *
     * @param tls how it is spoken to, where it is by TLS
     */
    public IpfixExporter(
            IpfixSettings settings, Transport transport, Optional<Renewable<BrokerTls>> tls, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.layouts = new FlowLayouts(
                new OwnElements(settings.enterpriseNumber()), settings.profile(), settings.maxMessageSize());
        this.group = transport.eventLoops("sluice-ipfix", 1);
        this.loop = (EventLoop) group.iterator().next();
        this.dialer = new CollectorDialer(settings.collector(), transport, loop, tls);
        loop.execute(this::turn);
    }

    @Override
    public void accept(FlowRecord record) {
        if (!queue.offer(record)) {
            notSent.add(record);
        }
    }

    /** Records that have left for the collector. */
    public long sent() {
        return sent.get();
    }

    /** Records that were lost because the collector could not be reached or did not keep up. */
    public long dropped() {
        return notSent.flows();
    }

    /** Messages that have left for the collector. */
    public long messages() {
        return messages.get();
    }

    /** Whether there is a way to the collector, as far as is known. */
    public boolean isReached() {
        return reached;
    }

    // ---- on the exporter's thread ----

    private void turn() {
        if (finished.getCount() == 0) {
            return;
        }
        boolean more = false;
        try {
            long now = System.nanoTime();
            encode();
            session.filter(open -> !open.isOpen()).ifPresent(closed -> lost(closed.whyClosed()));
            if (session.isPresent()) {
                more = export(session.get(), now);
            } else if (!dialling && retry.isDue(now) && !(closing && tried)) {
                dial(now);
            }
            losses.say(now);
        } catch (RuntimeException fault) {
            log.error("event=ipfix-failed what=\"{}\" traffic=\"goes on\"", fault.toString());
            lost(new Unreached("a fault of the gateway", "report it"));
        }
        if (closing && isDone()) {
            finish();
        } else {
            loop.schedule(this::turn, more || closing ? BUSY_MILLIS : IDLE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void encode() {
        for (FlowRecord next = queue.poll(); next != null; next = queue.poll()) {
            try {
                WaitingRecord record = WaitingRecord.of(layouts, next);
                if (!backlog.offer(record)) {
                    notSent.add(record);
                }
            } catch (RuntimeException fault) {
                // One that cannot be written must not hold up the others.
                notSent.add(next);
                log.error("event=ipfix-failed flow={} what=\"{}\" record=\"left out\"", next.id(), fault.toString());
            }
        }
    }

    private void dial(long now) {
        tried = true;
        dialling = true;
        retry.begin(now);
        dialer.dial(new CollectorDialer.Outcome() {
            @Override
            public void reached(CollectorLink link) {
                dialling = false;
                opened(link);
            }

            @Override
            public void failed(Unreached why) {
                dialling = false;
                unreached(why);
            }
        });
    }

    private void opened(CollectorLink link) {
        TransportSession opened = new TransportSession(link, settings, layouts, clock, new TransportSession.Fate() {
            @Override
            public void sent(List<WaitingRecord> records) {
                messages.incrementAndGet();
                sent.addAndGet(records.size());
            }

            @Override
            public void notSent(List<WaitingRecord> records) {
                backlog.putBack(records);
            }
        });
        session = Optional.of(opened);
        losses.forgotten(System.nanoTime());
        refreshDue = System.nanoTime()
                + Math.min(SAID_AGAIN, settings.templateRefresh().toNanos());
        // By then it may be known that nobody listens there, or that the gateway's certificate is refused.
        recordsFrom = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
        opened.announce();
    }

    private boolean export(TransportSession open, long now) {
        int before = open.messages();
        boolean refresh = now - refreshDue >= 0;
        if (refresh) {
            refreshDue = now + settings.templateRefresh().toNanos();
            if (datagrams()) {
                open.announce();
            }
        }
        losses.tell(open, now, refresh);
        if (!reached && now - recordsFrom >= 0) {
            reached = true;
            complaint = "";
            log.info("event=ipfix-collector-reached collector={}", settings.collector());
        }
        while (reached && !backlog.isEmpty() && open.isWritable() && open.messages() - before < MESSAGES_A_TURN) {
            backlog.poll().ifPresent(open::flow);
        }
        open.flush();
        return !backlog.isEmpty();
    }

    private void lost(Unreached why) {
        session.ifPresent(TransportSession::close);
        session = Optional.empty();
        unreached(why);
    }

    private void unreached(Unreached why) {
        reached = false;
        long seconds = retry.failed(System.nanoTime()).toSeconds();
        if (!why.what().equals(complaint)) {
            complaint = why.what();
            log.warn(
                    "event=ipfix-collector-unreachable collector={} what=\"{}\" do=\"{}\" records=\"wait, {} MiB at most\" retry-in={}s",
                    settings.collector(),
                    why.what(),
                    why.mend(),
                    BACKLOG_MIB,
                    seconds);
        }
    }

    private boolean datagrams() {
        return settings.collector().protocol() == CollectorAddress.Protocol.UDP;
    }

    private boolean isDone() {
        return session.map(open -> open.isIdle() && queue.isEmpty() && backlog.isEmpty())
                .orElse(tried && !dialling);
    }

    private void finish() {
        // What is under way fails with it, and counts as left.
        session.ifPresent(TransportSession::close);
        session = Optional.empty();
        encode();
        backlog.forget(notSent::add);
        losses.sayAll(System.nanoTime());
        finished.countDown();
    }

    /** Sends what is left, a few seconds at most. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!finished.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                loop.execute(this::finish);
                finished.await(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        dialer.close();
    }
}
