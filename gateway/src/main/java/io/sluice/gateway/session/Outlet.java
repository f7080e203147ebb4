/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.ssl.SslHandler;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.flow.PacketCounts.Direction;
import io.sluice.gateway.frame.Sender;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The way out to one side. Forwarded runs may end in the middle of a packet whose payload is still on its way; what the
 * gateway itself has to say waits until that packet is through, so that it never lands inside it.
 */
final class Outlet {
    /** More answers than this waiting behind one packet means that a side stalls on purpose. */
    static final int MAX_WAITING = 4096;

    private final Channel channel;
    private final FlowCounters counters;
    private final Sender towards;
    private final PacketEncoder encoder;
    private final boolean plain;
    private boolean insidePacket;
    private boolean runOpen;
    private boolean written;
    private boolean settled = true;

    /** There while it holds something; most outlets never have one. */
    private @Nullable ArrayDeque<MqttMessage> waiting;

    /**
     * @param towards the side that reads what is written here
     */
    Outlet(Channel channel, FlowCounters counters, Sender towards, PacketEncoder encoder) {
        this.channel = channel;
        this.counters = counters;
        this.towards = towards;
        this.encoder = encoder;
        this.plain = channel.pipeline().get(SslHandler.class) == null;
    }

    Channel channel() {
        return channel;
    }

    /** A stream is collecting a run: what is said meanwhile comes after it. */
    void openRun() {
        runOpen = true;
    }

    /** The stream has written what it collected. */
    void closeRun() {
        runOpen = false;
        drain();
    }

    /** Whether an answer waits for the end of the run or the packet. */
    boolean hasWaiting() {
        return waiting != null;
    }

    /** Whether more waits than a well-behaved peer could cause. */
    boolean isClogged() {
        return waiting != null && waiting.size() > MAX_WAITING;
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    /**
     * Writes forwarded bytes, without flushing.
     *
     * @param run is released when written
     * @param endsInsidePacket whether the rest of its last packet is still to come
     */
    void forward(ByteBuf run, boolean endsInsidePacket) {
        countBytes(run.readableBytes());
        insidePacket = endsInsidePacket;
        written = true;
        channel.write(run, channel.voidPromise());
    }

    /** Says something of the gateway's own, after the packet that is under way. */
    void say(MqttMessage message) {
        if (insidePacket || runOpen) {
            if (waiting == null) {
                waiting = new ArrayDeque<>(2);
            }
            waiting.add(message);
        } else {
            write(message);
        }
    }

    /** Whether a packet of the other side is half through, so that nothing can be said before the channel closes. */
    boolean isInsidePacket() {
        return insidePacket;
    }

    /** Writes what waited, if the packet that it waited for is through. */
    void drain() {
        while (!insidePacket && waiting != null) {
            MqttMessage next = waiting.remove();
            if (waiting.isEmpty()) {
                waiting = null;
            }
            write(next);
        }
    }

    /** Sends what has been written; costs nothing where nothing has. */
    void flush() {
        if (written) {
            written = false;
            channel.flush();
            settle();
        } else if (!settled) {
            settle();
        }
    }

    /** Sends what has been written, for the last time: the channel is to be closed. */
    void finish() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (done.isSuccess()) {
                unsent(0);
            }
        });
        settle();
    }

    /** Takes note of what the network has taken of it: what is written to a connection that is lost was never sent. */
    private void settle() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        if (waiting == null) {
            return; // Closed: nothing more has gone out since the last look.
        }
        settled = waiting.isEmpty() || !plain;
        if (settled) {
            unsent(0);
        } else {
            long[] bytes = new long[1];
            try {
                waiting.forEachFlushedMessage(message -> {
                    bytes[0] += message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
                    return true;
                });
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
            unsent(bytes[0]);
        }
    }

    private void unsent(long bytes) {
        if (towards == Sender.DEVICE) {
            counters.sentToDevice(bytes);
        } else {
            counters.sentToBroker(bytes);
        }
    }

    private void write(MqttMessage message) {
        ByteBuf bytes = encoder.encode(message);
        countBytes(bytes.readableBytes());
        countPacket(message.fixedHeader().messageType().value(), bytes.readableBytes());
        written = true;
        channel.write(bytes, channel.voidPromise());
    }

    private void countBytes(int bytes) {
        if (towards == Sender.DEVICE) {
            counters.bytesToDevice += bytes;
        } else {
            counters.bytesToBroker += bytes;
        }
    }

    /**
     * Counts a packet that goes out.
     *
     * @param length of the whole packet
     */
    void countPacket(int type, int length) {
        if (towards == Sender.DEVICE) {
            counters.packetsToDevice++;
            counters.types().count(Direction.TO_DEVICE, type, length);
        } else {
            counters.packetsToBroker++;
            counters.types().count(Direction.TO_BROKER, type, length);
        }
    }

    /** Bytes that wait to be written, as Netty reckons them. */
    long bufferedBytes() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }
}
