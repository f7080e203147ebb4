/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static io.sluice.gateway.session.Written.expected;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.FrameReader;
import io.sluice.gateway.frame.Frames;
import io.sluice.gateway.frame.Hex;
import io.sluice.gateway.frame.Sender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewritingTest {
    private static final int KEEP = -1;

    @Test
    void anAliasGetsItsTopicBackAndThePayloadStaysBehind() throws Exception {
        Frame frame = Frames.read(Sender.DEVICE, 5, "3b 0b 0000 0102 03 230007 'pay'");
        assertThat(Written.hex(Rewriting.withTopic(frame, "a/b".getBytes(UTF_8))))
                .isEqualTo(expected("3b 0e 0003'a/b' 0102 03 230007"));
    }

    @Test
    void theRemainingLengthGrowsByAByteWhereItMust() throws Exception {
        Frame frame = Frames.read(Sender.DEVICE, 5, "30 7f 0000 03 230007 'xx'" + "00".repeat(119));
        assertThat(Written.hex(Rewriting.withTopic(frame, "t".getBytes(UTF_8))))
                .isEqualTo(expected("30 8001 0001't' 03 230007"));
    }

    @Test
    void howLongItGetsIsKnownToTheByteSinceTheReceiverMayTakeNoMore() throws Exception {
        Frame within = Frames.read(Sender.DEVICE, 5, "3b 0b 0000 0102 03 230007 'pay'");
        assertThat(Rewriting.lengthWithTopic(within, "a/b".getBytes(UTF_8))).isEqualTo(2 + 0x0e);
        Frame beyond = Frames.read(Sender.DEVICE, 5, "30 7f 0000 03 230007 'xx'" + "00".repeat(119));
        assertThat(Rewriting.lengthWithTopic(beyond, "t".getBytes(UTF_8))).isEqualTo(3 + 0x80);
    }

    @Test
    void aPublishIsRewrittenWhereverItStandsAndWithoutItsPayload() throws Exception {
        byte[] bytes = Hex.bytes("ffffffff 30 06 0000 03 230007");
        ByteBuf buf = Unpooled.wrappedBuffer(bytes);
        FrameReader reader = Frames.reader(Sender.BROKER, 5);
        assertThat(reader.read(buf, 4, bytes.length)).isZero();
        assertThat(Written.hex(Rewriting.withTopic(reader.frame(), "t".getBytes(UTF_8))))
                .isEqualTo(expected("30 07 0001't' 03 230007"));
    }

    @Test
    void aSubscribeKeepsWhatWasAllowed() throws Exception {
        Frame frame = Frames.read(Sender.DEVICE, 4, "82 0e 0001 0001'a' 00 0001'b' 01 0001'c' 02");
        assertThat(Written.hex(Rewriting.subscribe(frame, 4, new int[] {KEEP, 0x80, KEEP}, KEEP)))
                .isEqualTo(expected("82 0a 0001 0001'a' 00 0001'c' 02"));
    }

    @Test
    void anMqtt5SubscribeKeepsItsPropertiesAndOptions() throws Exception {
        Frame frame = Frames.read(Sender.DEVICE, 5, "82 0d 0001 02 0b05 0001'a' 2d 0001'b' 01");
        assertThat(Written.hex(Rewriting.subscribe(frame, 5, new int[] {KEEP, 0x87}, KEEP)))
                .isEqualTo(expected("82 09 0001 02 0b05 0001'a' 2d"));
    }

    @Test
    void aSubackGetsTheGatewaysRefusalsInTheirPlaces() throws Exception {
        Frame frame = Frames.read(Sender.BROKER, 4, "90 04 0001 00 02");
        assertThat(Written.hex(
                        Rewriting.suback(frame, frame.bodyStart() + 2, new int[] {0x80, KEEP, 0x80, KEEP}, KEEP)))
                .isEqualTo(expected("90 06 0001 80 00 80 02"));
    }

    @Test
    void anMqtt5SubackKeepsItsProperties() throws Exception {
        Frame frame = Frames.read(Sender.BROKER, 5, "90 09 0001 05 1f 0002'ok' 01");
        assertThat(Written.hex(Rewriting.suback(frame, frame.properties().end(), new int[] {KEEP, 0x87}, KEEP)))
                .isEqualTo(expected("90 0a 0001 05 1f 0002'ok' 01 87"));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "0, 00",
        "127, 7f",
        "128, 8001",
        "16383, ff7f",
        "16384, 808001",
        "2097151, ffff7f",
        "2097152, 80808001",
        "268435455, ffffff7f",
    })
    void lengthsAreWrittenInTheirShortestForm(int value, String hex) {
        ByteBuf out = Unpooled.buffer();
        Rewriting.writeVarint(out, value);
        assertThat(Written.hex(out)).isEqualTo(hex);
    }
}
