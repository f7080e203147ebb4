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
 * counted, and written as a part of the run. What {@link DeviceFrames} does beyond asking the policy, and the network and
 * its TLS, are not in it.
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

    @Param
    Publishes publishes;

    private final EmbeddedChannel broker = new EmbeddedChannel();
    private FrameStream stream;
    private Outlet outlet;
    private ByteBuf packets;
    private int denied;

    private final class Judging implements FrameStream.Judge {
        private final SessionPolicy policy = Rules.session(RULES, publishes.level());
        private final TopicAliases aliases = new TopicAliases(ALIASES, 1 << 16);

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
        stream = new FrameStream(reader, new Judging());
        outlet = new Outlet(broker, new FlowCounters(), Sender.BROKER, new PacketEncoder(publishes.level()));
        stream.outlet(outlet);
        stream.read(publishes.definitions());
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
