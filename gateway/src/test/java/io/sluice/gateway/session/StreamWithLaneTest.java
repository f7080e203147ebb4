/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.FrameReader;
import io.sluice.gateway.frame.Sender;
import io.sluice.policy.SessionPolicy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets to see a frame: the lane or the judge. */
class StreamWithLaneTest {
    private static final int LARGEST = 300;

    private final SessionPolicy policy = Policies.session("publish { allow = [\"a/#\"] }");
    private final FlowCounters counters = new FlowCounters();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Outlet outlet = new Outlet(channel, counters, Sender.BROKER, new PacketEncoder(4));
    private final Handshakes handshakes = new Handshakes(outlet, new Answers(4), 4);
    private final Pace unlimited = Pace.unlimited(policy);
    private final FastLane lane = new FastLane(
            Sender.DEVICE, 4, counters, new KnownTopics(0, System::nanoTime), handshakes, handshakes, 10, unlimited);
    private final Teacher judge = new Teacher();
    private final FrameStream stream = new FrameStream(
            new FrameReader(Sender.DEVICE, new byte[FrameReader.SCRATCH], new byte[FrameReader.SCRATCH]), judge);

    StreamWithLaneTest() {
        lane.adopt(LARGEST, unlimited, false);
        stream.reader().level(4);
        stream.outlet(outlet);
        stream.lane(lane);
    }

    /** Lets the lane know of each topic, and holds where it is told to. */
    private final class Teacher extends StrictJudge {
        private int asked;
        private boolean holds;

        @Override
        public Course judge(Frame frame) {
            asked++;
            lane.allowed(frame);
            return holds ? Course.HOLD : Course.FORWARD;
        }
    }

    private static ByteBuf publish(String topic) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        return Unpooled.buffer()
                .writeByte(0x30)
                .writeByte(2 + name.length)
                .writeShort(name.length)
                .writeBytes(name);
    }

    @AfterEach
    void close() {
        stream.stop();
        channel.flush();
        channel.finishAndReleaseAll();
    }

    @Test
    void aTopicThatWasAllowedPassesWithoutTheJudge() {
        stream.read(publish("a/b"));
        stream.read(publish("a/b"));
        assertThat(judge.asked).isOne();
        assertThat(counters.bytesToBroker).isEqualTo(14);
    }

    @Test
    void aFrameThatWasHeldGoesBackToItsJudgeThoughTheLaneKnowsItsTopic() {
        judge.holds = true;
        stream.read(publish("a/b"));
        assertThat(stream.isHeld()).isTrue();
        assertThat(counters.bytesToBroker).isZero();
        stream.resume();
        assertThat(judge.asked).isEqualTo(2);
        assertThat(stream.isHeld()).isTrue();
        assertThat(counters.bytesToBroker).isZero();
        judge.holds = false;
        stream.resume();
        assertThat(judge.asked).isEqualTo(3);
        stream.read(publish("a/b"));
        assertThat(judge.asked).isEqualTo(3);
        assertThat(counters.bytesToBroker).isEqualTo(14);
    }

    @Test
    void aStreamThatLeftTheLaneAsksItsJudgeEachTime() {
        stream.read(publish("a/b"));
        stream.leaveLane();
        stream.read(publish("a/b"));
        assertThat(judge.asked).isEqualTo(2);
    }

    @Test
    void aStreamThatHasStoppedHoldsNothing() {
        judge.holds = true;
        ByteBuf held = publish("a/b");
        stream.read(held);
        stream.stop();
        assertThat(stream.isHeld()).isFalse();
        assertThat(stream.isIdle()).isTrue();
        assertThat(held.refCnt()).isZero();
    }
}
