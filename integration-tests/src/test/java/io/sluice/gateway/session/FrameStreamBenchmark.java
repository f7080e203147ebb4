/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.bench.Publishes;
import io.sluice.bench.Rules;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.FrameReader;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.Sender;
import io.sluice.policy.SessionPolicy;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one allowed PUBLISH of a full read buffer costs from the read to the write: found, judged by a policy of 100 rules,
 * counted, and written as a part of the run. Once as a session has it, where a topic that was allowed before passes the
 * {@link FastLane}, and once with each judged anew. What {@link DeviceFrames} does beyond these two, and the network and its
 * TLS, are not in it; with QoS 1 that its acknowledgement is waited for and comes is.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class FrameStreamBenchmark {
    private static final int RULES = 100;
    private static final int ALIASES = 16;
    private static final int RECEIVE_MAXIMUM = 0xffff;

    @Param
    Publishes publishes;

    /** Whether topics that were allowed are recognised. */
    @Param({"true", "false"})
    boolean lane;

    private final EmbeddedChannel broker = new EmbeddedChannel();
    private FrameStream stream;
    private Judging judging;
    private Outlet outlet;
    private ByteBuf packets;
    private int denied;

    private final class Judging implements FrameStream.Judge {
        private final SessionPolicy policy = Rules.session(RULES, publishes.level());
        private final TopicAliases aliases = new TopicAliases(ALIASES, 1 << 16);
        private final Pace pace = Pace.unlimited(policy);
        private final Handshakes acknowledgements;
        private final FastLane fastLane;

        Judging(FlowCounters counters) {
            Answers answers = new Answers(publishes.level());
            acknowledgements = new Handshakes(outlet, answers, publishes.level());
            fastLane = new FastLane(
                    Sender.DEVICE,
                    publishes.level(),
                    counters,
                    new KnownTopics(0, System::nanoTime),
                    acknowledgements,
                    new Handshakes(outlet, answers, publishes.level()),
                    RECEIVE_MAXIMUM,
                    pace);
            fastLane.adopt(policy.limits().maxPacketSize(), pace, !lane);
        }

        /** The broker has answered all, in order. */
        void acknowledge() {
            for (int i = 0; acknowledgements.inFlight() > 0; i++) {
                acknowledgements.acknowledged(Publishes.packetId(i));
            }
        }

        @Override
        public Course judge(Frame frame) throws MalformedPacket {
            byte[] topic = frame.topic();
            int length = frame.topicLength();
            int alias = frame.topicAlias();
            if (alias != 0) {
                aliases.check(alias);
                if (length == 0) {
                    topic = aliases.topic(alias);
                    length = topic.length;
                } else {
                    aliases.set(alias, topic, length);
                }
            }
            if (policy.publish(topic, 0, length, frame.qos(), frame.isRetain()).allowed()) {
                acknowledgements.forwarded(frame);
                fastLane.allowed(frame);
                return Course.FORWARD;
            }
            denied++;
            return Course.WITHHOLD;
        }

        @Override
        public void malformed(MalformedPacket malformed) {
            throw new IllegalStateException(malformed);
        }

        @Override
        public void fault(RuntimeException fault) {
            throw fault;
        }

        @Override
        public void end() {
            throw new IllegalStateException("nothing here ends the session");
        }
    }

    /** Fills the buffer and defines the aliases. */
    @Setup
    public void fill() {
        FrameReader reader =
                new FrameReader(Sender.DEVICE, new byte[FrameReader.SCRATCH], new byte[FrameReader.SCRATCH]);
        reader.level(publishes.level());
        FlowCounters counters = new FlowCounters();
        outlet = new Outlet(broker, counters, Sender.BROKER, new PacketEncoder(publishes.level()));
        judging = new Judging(counters);
        stream = new FrameStream(reader, judging);
        stream.lane(judging.fastLane);
        stream.outlet(outlet);
        stream.read(publishes.definitions());
        judging.acknowledge();
        write();
        packets = publishes.packets();
        if (judgedAndWritten() != packets.writerIndex() || denied > 0) {
            throw new IllegalStateException("not all of it went through");
        }
    }

    /** Gives the buffer back. */
    @TearDown
    public void empty() {
        packets.release();
        broker.finishAndReleaseAll();
    }

    @Benchmark
    @OperationsPerInvocation(Publishes.COUNT)
    public int judgedAndWritten() {
        packets.readerIndex(0);
        stream.read(packets.retain());
        judging.acknowledge();
        return write();
    }

    private int write() {
        outlet.flush();
        int bytes = 0;
        for (ByteBuf out = broker.readOutbound(); out != null; out = broker.readOutbound()) {
            bytes += out.readableBytes();
            out.release();
        }
        return bytes;
    }
}
