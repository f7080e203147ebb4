/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.FrameReader;
import io.sluice.gateway.frame.Hex;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.Sender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * Whatever the course of each frame and however the stream is cut, what comes out is what the courses say. The topic of a
 * PUBLISH tells the judge its course.
 */
class FrameStreamTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final PacketEncoder encoder = new PacketEncoder(4);
    private final Outlet outlet = new Outlet(channel, new FlowCounters(), Sender.BROKER, encoder);
    private final List<ByteBuf> given = new ArrayList<>();
    private final TopicJudge judge = new TopicJudge();
    private final FrameStream stream = new FrameStream(
            new FrameReader(Sender.DEVICE, new byte[FrameReader.SCRATCH], new byte[FrameReader.SCRATCH]), judge);

    FrameStreamTest() {
        stream.reader().level(4);
        stream.outlet(outlet);
    }

    /** f: forward, w: withhold, r: replace, h: hold once, then forward, s: say something and forward, e: end. */
    private final class TopicJudge implements FrameStream.Judge {
        private boolean heldOnce;
        private boolean ended;
        private MalformedPacket malformed;

        @Override
        public Course judge(Frame frame) {
            return switch (frame.topic()[0]) {
                case 'w' -> Course.WITHHOLD;
                case 'r' -> {
                    byte[] topic = "replaced".getBytes(StandardCharsets.UTF_8);
                    stream.replaceHead(Rewriting.withTopic(topicless(frame), topic));
                    yield Course.REPLACE;
                }
                case 'h' -> {
                    heldOnce = !heldOnce;
                    yield heldOnce ? Course.HOLD : Course.FORWARD;
                }
                case 's' -> {
                    outlet.say(new Answers(4).puback(7, 0));
                    yield Course.FORWARD;
                }
                case 'e' -> Course.END;
                default -> Course.FORWARD;
            };
        }

        /** Rewriting wants a PUBLISH whose topic is empty: a frame of the same payload. */
        private Frame topicless(Frame frame) {
            byte[] bytes = new byte[frame.headLength()];
            frame.buf().getBytes(frame.start(), bytes);
            int remaining = frame.length() - (frame.bodyStart() - frame.start()) - frame.topicLength();
            ByteBuf copy = Unpooled.buffer();
            copy.writeByte(frame.first());
            Rewriting.writeVarint(copy, remaining + 4);
            copy.writeShort(0).writeByte(3).writeByte(0x23).writeShort(1);
            FrameReader reader =
                    new FrameReader(Sender.DEVICE, new byte[FrameReader.SCRATCH], new byte[FrameReader.SCRATCH]);
            try {
                assertThat(reader.read(copy, 0, copy.readableBytes())).isZero();
            } catch (MalformedPacket impossible) {
                throw new AssertionError(impossible);
            }
            return reader.frame();
        }

        @Override
        public void malformed(MalformedPacket malformed) {
            this.malformed = malformed;
            stream.stop();
        }

        @Override
        public void fault(RuntimeException fault) {
            throw new AssertionError(fault);
        }

        @Override
        public void end() {
            ended = true;
            stream.stop();
        }
    }

    private void give(byte[] bytes) {
        ByteBuf buf = PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, bytes.length));
        buf.writeBytes(bytes);
        given.add(buf);
        stream.read(buf);
        while (stream.isHeld()) {
            stream.resume();
        }
    }

    private byte[] written() {
        channel.flush();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.writeBytes(io.netty.buffer.ByteBufUtil.getBytes(out));
            out.release();
        }
        return all.toByteArray();
    }

    @AfterEach
    void nothingLeaks() {
        stream.stop();
        written();
        channel.finishAndReleaseAll();
        assertThat(given).allMatch(buf -> buf.refCnt() == 0);
    }

    private static byte[] publish(char course, byte[] payload) {
        ByteBuf out = Unpooled.buffer();
        out.writeByte(0x30);
        Rewriting.writeVarint(out, 3 + payload.length);
        out.writeShort(1).writeByte(course).writeBytes(payload);
        return io.netty.buffer.ByteBufUtil.getBytes(out);
    }

    private static byte[] replaced(byte[] payload) {
        ByteBuf out = Unpooled.buffer();
        out.writeByte(0x30);
        byte[] topic = "replaced".getBytes(StandardCharsets.UTF_8);
        Rewriting.writeVarint(out, 2 + topic.length + 4 + payload.length);
        out.writeShort(topic.length)
                .writeBytes(topic)
                .writeByte(3)
                .writeByte(0x23)
                .writeShort(1)
                .writeBytes(payload);
        return io.netty.buffer.ByteBufUtil.getBytes(out);
    }

    @RepeatedTest(400)
    void anyMixtureOfCoursesInAnyPiecesComesOutAsTheCoursesSay() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = random.nextInt(40); i > 0; i--) {
            byte[] payload = new byte[random.nextInt(10) == 0 ? random.nextInt(40_000) : random.nextInt(30)];
            random.nextBytes(payload);
            char course = "ffffwrhs".charAt(random.nextInt(8));
            byte[] frame = publish(course, payload);
            in.writeBytes(frame);
            switch (course) {
                case 'w' -> {}
                case 'r' -> expected.writeBytes(replaced(payload));
                case 's' -> {
                    expected.writeBytes(frame);
                    expected.writeBytes(Hex.bytes("40 02 0007"));
                }
                default -> expected.writeBytes(frame);
            }
        }
        byte[] all = in.toByteArray();
        for (int at = 0; at < all.length; ) {
            int piece = Math.min(all.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 20_000));
            give(java.util.Arrays.copyOfRange(all, at, at + piece));
            at += piece;
        }
        assertThat(HexFormat.of().formatHex(written()))
                .as("seed %d", seed)
                .isEqualTo(HexFormat.of().formatHex(expected.toByteArray()));
    }

    @Test
    void whatIsSaidInTheMiddleOfAPayloadWaitsForItsEnd() {
        give(Hex.bytes("30 07 0001'f' 'pa'"));
        outlet.say(new Answers(4).puback(9, 0));
        give(Hex.bytes("'yl'"));
        assertThat(written()).isEqualTo(Hex.bytes("30 07 0001'f' 'payl' 40 02 0009"));
    }

    @Test
    void whatWasJudgedBeforeAMalformedFrameGoesOn() {
        give(Hex.bytes("30 03 0001'f' 30 03 0001'+' 30 03 0001'f'"));
        assertThat(judge.malformed).isNotNull();
        assertThat(written()).isEqualTo(Hex.bytes("30 03 0001'f'"));
    }

    @Test
    void nothingGoesOnAfterTheEnd() {
        give(Hex.bytes("30 03 0001'f' 30 03 0001'e' 30 03 0001'f'"));
        give(Hex.bytes("30 03 0001'f'"));
        assertThat(judge.ended).isTrue();
        assertThat(written()).isEqualTo(Hex.bytes("30 03 0001'f'"));
    }

    @Test
    void aRunOfAllowedFramesIsOneWrite() {
        give(Hex.bytes("30 03 0001'f' 30 03 0001'f' 30 03 0001'f'"));
        channel.flush();
        ByteBuf first = channel.readOutbound();
        assertThat(first.readableBytes()).isEqualTo(15);
        first.release();
        assertThat(channel.<ByteBuf>readOutbound()).isNull();
    }
}
