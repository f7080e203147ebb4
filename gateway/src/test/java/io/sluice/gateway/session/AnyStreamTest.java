/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.Frames;
import io.sluice.gateway.frame.Hex;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.PacketType;
import io.sluice.gateway.frame.Sender;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * Packets of every type and version, cut anywhere, with any course each: the same frames are found, and what goes out is
 * what their courses say.
 */
class AnyStreamTest {
    private static final String[] DEVICE = {
        "3,4: 30 05 0003'a/b'",
        "3,4: 32 0a 0003'a/b' 0001 'pay'",
        "3,4: 3d 07 0003'a/b' ffff",
        "3,4: 40 02 0001",
        "3,4: 50 02 0001",
        "3,4: 62 02 0001",
        "3: 6a 02 0001",
        "3,4: 70 02 0001",
        "3,4: 82 0e 0001 0003'a/#' 02 0003'+/b' 00",
        "3: 8a 08 0001 0003'a/#' 02",
        "3,4: a2 07 0001 0003'a/#'",
        "3,4,5: c0 00",
        "5: 30 06 0003'a/b' 00",
        "5: 31 09 0000 03 230001 'pay'",
        "5: 34 15 0003'a/b' 0007 0a 01 01 23 0007 26 0000 0000 'pay'",
        "5: 3d 1a 0003'a/b' 1234 0b 23 0007 08 0003'r/t' 01 01 'payload'",
        "5: 40 02 0001",
        "5: 40 03 0001 10",
        "5: 50 04 0001 87 00",
        "5: 62 0a 0001 92 06 1f 0003'why'",
        "5: 70 02 0001",
        "5: 82 11 0001 02 0b05 0003'a/#' 2d 0003'b/c' 02",
        "5: a2 08 0001 00 0003'a/#'",
        "5: f0 08 18 06 15 0003'abc'",
    };
    private static final String[] BROKER = {
        "3,4: 30 05 0003'a/b'",
        "3,4: 34 0a 0003'a/b' 0001 'pay'",
        "3,4: 90 04 0001 80 02",
        "3,4: b0 02 0001",
        "3,4,5: d0 00",
        "3,4: 50 02 0001",
        "5: 90 05 0001 00 87 02",
        "5: b0 09 0001 05 1f 0002'ok' 11",
        "5: 30 0a 0003'a/b' 04 0b01 0b02",
        "5: 32 09 0000 0007 03 230001 'p'",
        "5: f0 00",
        "5: 62 02 0001",
    };

    /** Without Netty's leak detector, which remembers each access; references are counted here. */
    private static final ByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(false, true);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<ByteBuf> given = new ArrayList<>();

    /** What becomes of each frame, and what the judge saw of it. */
    private static final class Script implements FrameStream.Judge {
        private final ArrayDeque<Course> courses;
        private final List<String> seen = new ArrayList<>();
        private final Outlet outlet;
        private FrameStream stream;

        Script(List<Course> courses, Outlet outlet) {
            this.courses = new ArrayDeque<>(courses);
            this.outlet = outlet;
        }

        @Override
        public Course judge(Frame frame) {
            seen.add(frame.type() + " " + frame.length() + " " + frame.packetId() + " " + frame.qos() + " "
                    + frame.topicAlias() + " " + HexFormat.of().formatHex(frame.topic(), 0, frame.topicLength()));
            Course course = courses.remove();
            if (course == Course.REPLACE) {
                int rest = frame.length() - frame.headLength();
                ByteBuf head = Unpooled.buffer().writeByte(0x30);
                Rewriting.writeVarint(head, 3 + rest);
                stream.replaceHead(head.writeBytes(Hex.bytes("0001'R'")));
            }
            return course;
        }

        @Override
        public void malformed(MalformedPacket malformed) {
            throw new AssertionError(malformed.what());
        }

        @Override
        public void fault(RuntimeException fault) {
            throw new AssertionError(fault);
        }

        @Override
        public void end() {
            stream.stop();
        }
    }

    private static List<byte[]> frames(Random random, Sender sender, int level) {
        List<byte[]> kinds = new ArrayList<>();
        for (String kind : sender == Sender.DEVICE ? DEVICE : BROKER) {
            int colon = kind.indexOf(": ");
            if (kind.substring(0, colon).contains("" + level)) {
                kinds.add(Hex.bytes(kind.substring(colon + 2)));
            }
        }
        List<byte[]> frames = new ArrayList<>();
        for (int i = random.nextInt(60); i > 0; i--) {
            boolean large = random.nextInt(12) == 0;
            frames.add(large ? large(random, level) : kinds.get(random.nextInt(kinds.size())));
        }
        return frames;
    }

    /** A PUBLISH whose payload comes in many pieces. */
    private static byte[] large(Random random, int level) {
        byte[] payload = new byte[random.nextInt(3_000)];
        random.nextBytes(payload);
        ByteBuf out = Unpooled.buffer().writeByte(0x30);
        Rewriting.writeVarint(out, 3 + (level == 5 ? 1 : 0) + payload.length);
        out.writeBytes(Hex.bytes("0001'L'" + (level == 5 ? "00" : ""))).writeBytes(payload);
        return ByteBufUtil.getBytes(out);
    }

    private FrameStream stream(Sender sender, int level, Script script, Outlet outlet) {
        FrameStream stream = new FrameStream(Frames.reader(sender, level), script);
        stream.outlet(outlet);
        script.stream = stream;
        return stream;
    }

    private Outlet outlet() {
        return new Outlet(channel, new FlowCounters(), Sender.BROKER, new PacketEncoder(4));
    }

    private void give(FrameStream stream, byte[] bytes) {
        ByteBuf buf = ALLOCATOR.buffer(bytes.length + 7).writeZero(7).skipBytes(7);
        buf.writeBytes(bytes);
        given.add(buf);
        stream.read(buf);
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private void assertNothingLeaks() {
        channel.finishAndReleaseAll();
        assertThat(given).allMatch(buf -> buf.refCnt() == 0);
    }

    @RepeatedTest(100)
    void cutAnywhereTheSameFramesAreFoundAndTheSameBytesGoOn() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Sender sender = random.nextBoolean() ? Sender.DEVICE : Sender.BROKER;
        int level = 3 + random.nextInt(3);
        List<byte[]> frames = frames(random, sender, level);
        byte[] all = joined(frames);
        List<Course> forward = Collections.nCopies(frames.size(), Course.FORWARD);

        Script whole = new Script(forward, outlet());
        give(stream(sender, level, whole, whole.outlet), all);
        assertThat(Written.hex(channel))
                .as("seed %d", seed)
                .isEqualTo(HexFormat.of().formatHex(all));

        Script cut = new Script(forward, outlet());
        FrameStream stream = stream(sender, level, cut, cut.outlet);
        int piece = random.nextBoolean() ? 3 : 3_000;
        for (int at = 0; at < all.length; ) {
            int to = Math.min(all.length, at + 1 + random.nextInt(piece));
            give(stream, Arrays.copyOfRange(all, at, to));
            at = to;
        }
        assertThat(Written.hex(channel))
                .as("seed %d", seed)
                .isEqualTo(HexFormat.of().formatHex(all));
        assertThat(cut.seen).as("seed %d", seed).isEqualTo(whole.seen).hasSameSizeAs(frames);
        assertNothingLeaks();
    }

    @RepeatedTest(100)
    void heldWithheldReplacedAndSaidInAnyMixtureTheBytesAreTheCourses() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int level = 4 + random.nextInt(2);
        List<byte[]> frames = frames(random, Sender.DEVICE, level);
        List<Course> courses = new ArrayList<>();
        List<byte[]> expected = new ArrayList<>();
        for (byte[] frame : frames) {
            boolean publish = (frame[0] & 0xf0) == PacketType.PUBLISH << 4;
            while (random.nextInt(5) == 0) {
                courses.add(Course.HOLD);
            }
            switch (random.nextInt(6)) {
                case 0 -> courses.add(Course.WITHHOLD);
                case 1 -> {
                    if (publish) {
                        courses.add(Course.WITHHOLD);
                    } else {
                        courses.add(Course.TAKE_AND_HOLD);
                    }
                }
                case 2 -> {
                    courses.add(Course.REPLACE);
                    expected.add(replaced(frame, level));
                }
                default -> {
                    courses.add(Course.FORWARD);
                    expected.add(frame);
                }
            }
        }
        Script script = new Script(courses, outlet());
        FrameStream stream = stream(Sender.DEVICE, level, script, script.outlet);
        byte[] all = joined(frames);
        int piece = random.nextBoolean() ? 5 : 1_000;
        for (int at = 0; at < all.length || stream.isHeld(); ) {
            int to = Math.min(all.length, at + 1 + random.nextInt(piece));
            if (to > at) {
                give(stream, Arrays.copyOfRange(all, at, to));
                at = to;
            }
            if (random.nextInt(3) == 0 || at == all.length) {
                stream.resume();
            }
        }
        assertThat(Written.hex(channel))
                .as("seed %d", seed)
                .isEqualTo(HexFormat.of().formatHex(joined(expected)));
        assertThat(script.courses).as("seed %d", seed).isEmpty();
        assertThat(stream.isIdle()).isTrue();
        assertNothingLeaks();
    }

    private static byte[] replaced(byte[] frame, int level) {
        ByteBuf in = Unpooled.wrappedBuffer(frame);
        try {
            var reader = Frames.reader(Sender.DEVICE, level);
            assertThat(reader.read(in, 0, frame.length)).isZero();
            int head = reader.frame().headLength();
            ByteBuf out = Unpooled.buffer().writeByte(0x30);
            Rewriting.writeVarint(out, 3 + frame.length - head);
            out.writeBytes(Hex.bytes("0001'R'")).writeBytes(frame, head, frame.length - head);
            return ByteBufUtil.getBytes(out);
        } catch (MalformedPacket impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The gateway's own word between any two reads: it stands between two packets, never in one. */
    @RepeatedTest(100)
    void whatTheGatewaySaysNeverLandsInsideAPacket() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> frames = frames(random, Sender.DEVICE, 4);
        List<Course> forward = Collections.nCopies(frames.size(), Course.FORWARD);
        Script script = new Script(forward, outlet());
        FrameStream stream = stream(Sender.DEVICE, 4, script, script.outlet);
        byte[] all = joined(frames);
        Answers answers = new Answers(4);
        int said = 0;
        for (int at = 0; at < all.length; ) {
            int to = Math.min(all.length, at + 1 + random.nextInt(500));
            give(stream, Arrays.copyOfRange(all, at, to));
            at = to;
            if (random.nextInt(3) == 0) {
                script.outlet.say(answers.pubcomp(0x7777));
                said++;
            }
        }
        byte[] out = HexFormat.of().parseHex(Written.hex(channel));
        ByteBuf buf = Unpooled.wrappedBuffer(out);
        var reader = Frames.reader(Sender.DEVICE, 4);
        List<String> rest = new ArrayList<>();
        int found = 0;
        for (int at = 0; at < out.length; at += reader.frame().length()) {
            assertThat(reader.read(buf, at, out.length)).as("seed %d", seed).isZero();
            if (reader.frame().type() == PacketType.PUBCOMP && reader.frame().packetId() == 0x7777) {
                found++;
            } else {
                rest.add(HexFormat.of().formatHex(out, at, at + reader.frame().length()));
            }
        }
        assertThat(found).as("seed %d", seed).isEqualTo(said);
        assertThat(rest)
                .as("seed %d", seed)
                .isEqualTo(frames.stream().map(HexFormat.of()::formatHex).toList());
        assertNothingLeaks();
    }

    @Test
    void whatIsKeptIsReleasedWhenTheStreamStops() {
        Script script = new Script(List.of(Course.HOLD), outlet());
        FrameStream stream = stream(Sender.DEVICE, 4, script, script.outlet);
        give(stream, Hex.bytes("c0 00 c0 00 30 05 00"));
        give(stream, Hex.bytes("03'a'"));
        assertThat(stream.isHeld()).isTrue();
        assertThat(stream.isIdle()).isFalse();
        stream.stop();
        give(stream, Hex.bytes("c0 00"));
        stream.resume();
        assertThat(Written.hex(channel)).isEmpty();
        assertNothingLeaks();
    }

    @Test
    void aPayloadGoesOnAsItComes() {
        Script script = new Script(List.of(Course.FORWARD), outlet());
        FrameStream stream = stream(Sender.DEVICE, 4, script, script.outlet);
        give(stream, Hex.bytes("30 ffffff7f 0001'a' 01"));
        assertThat(Written.hex(channel)).isEqualTo("30ffffff7f00016101");
        give(stream, Hex.bytes("0203"));
        assertThat(Written.hex(channel)).isEqualTo("0203");
        assertThat(script.seen).hasSize(1);
        assertNothingLeaks();
    }
}
