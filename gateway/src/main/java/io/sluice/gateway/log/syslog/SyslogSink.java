/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.syslog;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.sluice.gateway.collector.CollectorAddress.Protocol;
import io.sluice.gateway.collector.CollectorDialer;
import io.sluice.gateway.collector.CollectorLink;
import io.sluice.gateway.collector.Retry;
import io.sluice.gateway.collector.Unreached;
import io.sluice.gateway.log.Line;
import io.sluice.gateway.log.LineSink;
import io.sluice.gateway.net.BrokerTls;
import io.sluice.gateway.net.Renewable;
import io.sluice.gateway.net.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines to a syslog server, on a thread of its own. While the server cannot be reached they wait, as many as there is room for. */
public final class SyslogSink implements LineSink {
    private static final Logger log = LoggerFactory.getLogger(SyslogSink.class);
    private static final int BACKLOG_MIB = 8;
    private static final int AT_ONCE = 32 * 1024;
    private static final int SENDS_A_TURN = 64;
    private static final long BUSY_MILLIS = 20;
    private static final long IDLE_MILLIS = 200;
    private static final long CLOSE_SECONDS = 5;

    private final SyslogSettings settings;
    private final InstantSource clock;
    private final SyslogForm form;
    private final boolean datagrams;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final CollectorDialer dialer;
    private final Waiting waiting = new Waiting((long) BACKLOG_MIB << 20);
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean closing;

    // Of the sink's thread.
    private final Retry retry = new Retry(System.nanoTime());
    private Optional<CollectorLink> link = Optional.empty();
    private boolean tried;
    private boolean dialling;
    private int underWay;
    private String complaint = "";

    /**
     * Begins to reach the server.
     *
     * @param tls how it is spoken to, where it is by TLS
     */
    public SyslogSink(
            SyslogSettings settings, Transport transport, Optional<Renewable<BrokerTls>> tls, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.form = new SyslogForm(
                settings.facility().code(),
                settings.maxMessageSize(),
                host(),
                ProcessHandle.current().pid());
        this.datagrams = settings.server().protocol() == Protocol.UDP;
        this.group = transport.eventLoops("sluice-syslog", 1);
        this.loop = (EventLoop) group.iterator().next();
        this.dialer = new CollectorDialer(settings.server(), transport, loop, tls);
        loop.execute(this::turn);
    }

    /** Without asking DNS. */
    private static String host() {
        for (String file : List.of("/proc/sys/kernel/hostname", "/etc/hostname")) {
            try {
                return Files.readString(Path.of(file)).strip();
            } catch (IOException notThere) {
                log.debug("{} does not say the name of this machine", file);
            }
        }
        return "";
    }

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public List<Line> write(List<Line> lines) {
        for (Line line : lines) {
            byte[] message = form.message(line, clock.instant());
            waiting.add(datagrams ? message : SyslogForm.counted(message));
        }
        return lines;
    }

    @Override
    public long lost() {
        return waiting.lost();
    }

    // ---- on the sink's thread ----

    private void turn() {
        if (finished.getCount() == 0) {
            return;
        }
        boolean more = false;
        try {
            link.filter(open -> !open.isOpen()).ifPresent(closed -> lost(closed.whyClosed()));
            if (link.isPresent()) {
                more = send(link.get());
            } else if (!dialling && retry.isDue(System.nanoTime()) && !(closing && tried)) {
                dial();
            }
        } catch (RuntimeException fault) {
            log.error("event=syslog-failed what=\"{}\" traffic=\"goes on\"", fault.toString());
            lost(new Unreached("a fault of the gateway", "report it"));
        }
        if (closing && isDone()) {
            finish();
        } else {
            loop.schedule(this::turn, more || closing ? BUSY_MILLIS : IDLE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void dial() {
        tried = true;
        dialling = true;
        retry.begin(System.nanoTime());
        dialer.dial(new CollectorDialer.Outcome() {
            @Override
            public void reached(CollectorLink reached) {
                dialling = false;
                link = Optional.of(reached);
                log.info("event=syslog-reached server={}", settings.server());
            }

            @Override
            public void failed(Unreached why) {
                dialling = false;
                unreached(why);
            }
        });
    }

    /** Returns whether there is more to send. */
    private boolean send(CollectorLink open) {
        for (int i = 0; i < SENDS_A_TURN && open.isWritable(); i++) {
            List<byte[]> messages = waiting.take(datagrams ? 1 : AT_ONCE);
            if (messages.isEmpty()) {
                return false;
            }
            underWay++;
            open.send(joined(messages), new CollectorLink.Outcome() {
                @Override
                public void sent() {
                    underWay--;
                    complaint = "";
                }

                @Override
                public void failed() {
                    underWay--;
                    waiting.putBack(messages);
                }
            });
        }
        return !waiting.isEmpty();
    }

    private static byte[] joined(List<byte[]> messages) {
        if (messages.size() == 1) {
            return messages.get(0);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(AT_ONCE);
        messages.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private void lost(Unreached why) {
        link.ifPresent(CollectorLink::close);
        link = Optional.empty();
        unreached(why);
    }

    private void unreached(Unreached why) {
        long seconds = retry.failed(System.nanoTime()).toSeconds();
        if (!why.what().equals(complaint)) {
            complaint = why.what();
            log.warn(
                    "event=syslog-unreachable server={} what=\"{}\" do=\"{}\" lines=\"wait, {} MiB at most\" retry-in={}s",
                    settings.server(),
                    why.what(),
                    why.mend(),
                    BACKLOG_MIB,
                    seconds);
        }
    }

    private boolean isDone() {
        return link.map(open -> underWay == 0 && waiting.isEmpty()).orElse(tried && !dialling);
    }

    private void finish() {
        link.ifPresent(CollectorLink::close);
        link = Optional.empty();
        long before = waiting.lost();
        waiting.giveUp();
        if (waiting.lost() > before) {
            log.warn("event=log-lines-dropped sink=syslog count={}", waiting.lost() - before);
        }
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
