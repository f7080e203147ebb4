/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.flow.PacketCounts.Direction;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.FrameReader;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.PacketType;
import io.sluice.gateway.frame.Sender;
import io.sluice.policy.SessionPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FastLaneTest {
    private static final int LARGEST = 300;

    private final SessionPolicy policy = Policies.session(
            "limits { max-packet-size = " + LARGEST + " }, retain = allow, publish { allow = [\"a/#\"] }");
    private final FlowCounters counters = new FlowCounters();
    private final KnownTopics known = new KnownTopics(0, System::nanoTime);
    private final Outlet outlet = new Outlet(new EmbeddedChannel(), counters, Sender.DEVICE, new PacketEncoder(4));
    private final Handshakes publishes = new Handshakes(outlet, new Answers(4), 4);
    private final Handshakes deliveries = new Handshakes(outlet, new Answers(4), 4);
    private final Pace unlimited = Pace.unlimited(policy);

    private FastLane lane(int level) {
        FastLane lane = new FastLane(Sender.DEVICE, level, counters, known, publishes, deliveries, 10, unlimited);
        lane.adopt(LARGEST, unlimited, false);
        return lane;
    }

    private static FrameReader reader(int level) {
        FrameReader reader =
                new FrameReader(Sender.DEVICE, new byte[FrameReader.SCRATCH], new byte[FrameReader.SCRATCH]);
        reader.level(level);
        reader.maxPacketSize(LARGEST, false);
        return reader;
    }

    private static ByteBuf publish(int level, int first, String topic, int packetId, int payload) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        boolean acknowledged = (first & 6) != 0;
        int remaining = 2 + name.length + (acknowledged ? 2 : 0) + (level == 5 ? 1 : 0) + payload;
        ByteBuf frame = Unpooled.buffer().writeByte(first);
        if (remaining > 0x7f) {
            frame.writeByte(remaining & 0x7f | 0x80).writeByte(remaining >> 7);
        } else {
            frame.writeByte(remaining);
        }
        frame.writeShort(name.length).writeBytes(name);
        if (acknowledged) {
            frame.writeShort(packetId);
        }
        if (level == 5) {
            frame.writeByte(0);
        }
        return frame.writeZero(payload);
    }

    private static void teach(FastLane lane, int level, ByteBuf publish) {
        FrameReader reader = reader(level);
        try {
            assertThat(reader.read(publish, 0, publish.writerIndex())).isZero();
        } catch (MalformedPacket malformed) {
            throw new AssertionError(malformed);
        }
        lane.allowed(reader.frame());
    }

    private int pass(FastLane lane, ByteBuf bytes) {
        return lane.pass(bytes, bytes.readerIndex(), bytes.writerIndex());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void whatWasAllowedOncePassesWithAnyPayload(int level) {
        FastLane lane = lane(level);
        assertThat(pass(lane, publish(level, 0x30, "a/b", 0, 1))).isZero();
        teach(lane, level, publish(level, 0x30, "a/b", 0, 1));

        ByteBuf run = Unpooled.wrappedBuffer(
                publish(level, 0x30, "a/b", 0, 1),
                publish(level, 0x30, "a/b", 0, 200),
                publish(level, 0x30, "a/b", 0, 0));
        assertThat(pass(lane, run)).isEqualTo(run.readableBytes());
        assertThat(counters.publishesAllowed).isEqualTo(3);
        assertThat(counters.types().packets(Direction.FROM_DEVICE, PacketType.PUBLISH))
                .isEqualTo(3);
        assertThat(counters.types().bytes(Direction.TO_BROKER, PacketType.PUBLISH))
                .isEqualTo(run.readableBytes());
    }

    @Test
    void anotherTopicOtherFlagsAndHalfAFrameWantACloserLook() {
        FastLane lane = lane(4);
        teach(lane, 4, publish(4, 0x30, "a/temperature", 0, 8));

        assertThat(pass(lane, publish(4, 0x30, "a/temperaturE", 0, 8))).isZero();
        assertThat(pass(lane, publish(4, 0x30, "b/temperature", 0, 8))).isZero();
        assertThat(pass(lane, publish(4, 0x30, "a/temperatures", 0, 8))).isZero();
        assertThat(pass(lane, publish(4, 0x31, "a/temperature", 0, 8)))
                .as("retain")
                .isZero();
        assertThat(pass(lane, publish(4, 0x32, "a/temperature", 1, 8)))
                .as("QoS 1")
                .isZero();
        assertThat(pass(lane, publish(4, 0x34, "a/temperature", 1, 8)))
                .as("QoS 2")
                .isZero();
        assertThat(pass(lane, publish(4, 0x30, "a/temperature", 0, LARGEST)))
                .as("too large")
                .isZero();
        ByteBuf half = publish(4, 0x30, "a/temperature", 0, 8);
        assertThat(pass(lane, half.slice(0, half.readableBytes() - 1))).isZero();
    }

    @Test
    void whatOneSessionWasAllowedTellsNothingOfAnother() {
        FastLane one = lane(4);
        FastLane other = lane(4);
        teach(one, 4, publish(4, 0x30, "a/b", 0, 8));
        assertThat(pass(other, publish(4, 0x30, "a/b", 0, 8))).isZero();
        assertThat(pass(one, publish(4, 0x30, "a/b", 0, 8))).isPositive();
    }

    @Test
    void anotherPolicyForgetsWhatWasAllowed() {
        FastLane lane = lane(4);
        teach(lane, 4, publish(4, 0x30, "a/b", 0, 8));
        lane.adopt(LARGEST, unlimited, false);
        assertThat(pass(lane, publish(4, 0x30, "a/b", 0, 8))).isZero();
        lane.adopt(LARGEST, unlimited, true);
        teach(lane, 4, publish(4, 0x30, "a/b", 0, 8));
        assertThat(pass(lane, publish(4, 0x30, "a/b", 0, 8))).as("closed").isZero();
    }

    @Test
    void unacknowledgedPublishesAreCountedAndTheReceiversMaximumIsLeftToTheJudge() {
        FastLane lane = lane(4);
        teach(lane, 4, publish(4, 0x32, "a/b", 1, 8));
        ByteBuf[] frames = IntStream.rangeClosed(1, 12)
                .mapToObj(id -> publish(4, 0x32, "a/b", id, 8))
                .toArray(ByteBuf[]::new);
        int length = frames[0].readableBytes();
        assertThat(pass(lane, Unpooled.wrappedBuffer(12, frames))).isEqualTo(10 * length);
        assertThat(publishes.inFlight()).isEqualTo(10);
        assertThat(pass(lane, publish(4, 0x32, "a/b", 0, 8)))
                .as("packet identifier 0")
                .isZero();
    }

    @Test
    void plainAcknowledgementsPassUnlessAnAnswerOfTheGatewaysOwnWaitsAmongThem() {
        FastLane lane = lane(4);
        deliveries.forwarded(1);
        deliveries.forwarded(2);
        ByteBuf puback = Unpooled.wrappedBuffer(new byte[] {0x40, 2, 0, 1});
        assertThat(pass(lane, puback)).isEqualTo(4);
        assertThat(deliveries.inFlight()).isEqualTo(1);

        FrameReader reader = reader(4);
        ByteBuf withheld = publish(4, 0x32, "a/b", 3, 0);
        try {
            reader.read(withheld, 0, withheld.writerIndex());
        } catch (MalformedPacket malformed) {
            throw new AssertionError(malformed);
        }
        deliveries.withheld(reader.frame(), 0);
        assertThat(pass(lane, Unpooled.wrappedBuffer(new byte[] {0x40, 2, 0, 2})))
                .isZero();
        assertThat(pass(lane, Unpooled.wrappedBuffer(new byte[] {0x40, 2, 0, 0})))
                .as("identifier 0")
                .isZero();
        assertThat(deliveries.inFlight()).isEqualTo(2);
    }

    /** Frames of few kinds, so that most are met again, with a byte changed here and there. */
    private static ByteBuf anything(Random random, int level) {
        ByteBuf bytes = Unpooled.buffer();
        String[] topics = {
            "a/b",
            "a",
            "a/cdefghijk",
            "b/c",
            "a/" + "x".repeat(110),
            "a/" + "x".repeat(111),
            "a/\u00e4\u00f6",
            "$a/b",
            "a/defghijkl"
        };
        for (int frames = 1 + random.nextInt(20); frames > 0; frames--) {
            int first = random.nextInt(4) == 0 ? random.nextInt(256) : 0x30 | random.nextInt(4);
            bytes.writeBytes(publish(
                    level, first, topics[random.nextInt(topics.length)], random.nextInt(4), random.nextInt(200)));
        }
        while (random.nextInt(3) == 0) {
            bytes.setByte(random.nextInt(bytes.writerIndex()), random.nextInt(256));
        }
        return bytes.writerIndex(bytes.writerIndex() - random.nextInt(4));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void nothingPassesThatTheReaderAndThePolicyWouldNotLetPass(int level) throws MalformedPacket {
        Random random = new Random(20_261_121);
        FastLane lane = lane(level);
        int passedInAll = 0;
        for (int round = 0; round < 20_000; round++) {
            if (random.nextInt(500) == 0) {
                lane.adopt(LARGEST, unlimited, false);
            }
            ByteBuf bytes = anything(random, level);
            int at = 0;
            while (at < bytes.writerIndex()) {
                int passed = pass(lane, bytes.slice(at, bytes.writerIndex() - at));
                passedInAll += passed;
                for (int end = at + passed;
                        at < end;
                        at += check(level, bytes, at).length()) {}
                int slow = judge(lane, level, bytes, at);
                if (slow == 0) {
                    break;
                }
                at += slow;
            }
            for (int id = 1; id < 4; id++) {
                publishes.acknowledged(id);
            }
        }
        assertThat(passedInAll).isGreaterThan(1_000_000);
    }

    /** What passed the lane has to be whole, well formed and allowed. */
    private Frame check(int level, ByteBuf bytes, int at) throws MalformedPacket {
        FrameReader reader = reader(level);
        assertThat(reader.read(bytes, at, bytes.writerIndex())).isZero();
        Frame frame = reader.frame();
        assertThat(at + frame.length()).isLessThanOrEqualTo(bytes.writerIndex());
        if (frame.type() == PacketType.PUBLISH) {
            assertThat(policy.publish(frame.topic(), 0, frame.topicLength(), frame.qos(), frame.isRetain()))
                    .isInstanceOf(io.sluice.policy.Verdict.Allow.class);
            assertThat(frame.properties().isEmpty()).isTrue();
            assertThat(frame.qos()).isLessThan(2);
        }
        return frame;
    }

    /** Reads and judges the frame at a place as a session does; its length, 0 where that is the end. */
    private int judge(FastLane lane, int level, ByteBuf bytes, int at) {
        FrameReader reader = reader(level);
        try {
            if (reader.read(bytes, at, bytes.writerIndex()) > 0) {
                return 0;
            }
        } catch (MalformedPacket malformed) {
            return 0;
        }
        Frame frame = reader.frame();
        if (frame.type() == PacketType.PUBLISH
                && policy.publish(frame.topic(), 0, frame.topicLength(), frame.qos(), frame.isRetain())
                        instanceof io.sluice.policy.Verdict.Allow) {
            lane.allowed(frame);
        }
        return frame.length() <= bytes.writerIndex() - at ? frame.length() : 0;
    }
}
