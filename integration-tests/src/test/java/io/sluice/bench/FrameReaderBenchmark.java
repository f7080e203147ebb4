/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.bench;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.frame.FrameReader;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.Sender;
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

/** What it costs to find and check one PUBLISH of a full read buffer, nothing being decided. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class FrameReaderBenchmark {
    @Param
    Publishes publishes;

    private FrameReader reader;
    private ByteBuf packets;

    /** Fills the buffer. */
    @Setup
    public void fill() {
        reader = new FrameReader(Sender.DEVICE, new byte[FrameReader.SCRATCH], new byte[FrameReader.SCRATCH]);
        reader.level(publishes.level());
        packets = publishes.packets();
    }

    /** Gives the buffer back. */
    @TearDown
    public void empty() {
        packets.release();
    }

    @Benchmark
    @OperationsPerInvocation(Publishes.COUNT)
    public int read() throws MalformedPacket {
        int at = 0;
        int end = packets.writerIndex();
        int topics = 0;
        while (at < end) {
            if (reader.read(packets, at, end) != 0) {
                throw new IllegalStateException("half a packet where none is");
            }
            topics += reader.frame().topicLength();
            at += reader.frame().length();
        }
        reader.release();
        return topics;
    }
}
