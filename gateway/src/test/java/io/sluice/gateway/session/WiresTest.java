/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.FrameReader;
import io.sluice.gateway.frame.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which side is read from, and when. */
class WiresTest {
    private static final byte[] PINGREQ = {(byte) 0xc0, 0};

    private final EmbeddedChannel device = channel();
    private final EmbeddedChannel broker = channel();
    private final PacketEncoder encoder = new PacketEncoder(4);
    private final Holding judge = new Holding();
    private final FrameStream fromDevice = stream(Sender.DEVICE);
    private final Wires wires = new Wires(device, fromDevice, new FlowCounters());

    WiresTest() {
        wires.deviceSpeaks(encoder);
        wires.connectBroker(broker, stream(Sender.BROKER), encoder);
        wires.flush();
    }

    private static final class Holding extends StrictJudge {
        private boolean holds;

        @Override
        public Course judge(Frame frame) {
            return holds ? Course.HOLD : Course.FORWARD;
        }
    }

    private FrameStream stream(Sender sender) {
        FrameStream stream = new FrameStream(
                new FrameReader(sender, new byte[FrameReader.SCRATCH], new byte[FrameReader.SCRATCH]), judge);
        stream.reader().level(4);
        return stream;
    }

    /** Tells the wires when it can be written to, and when not, as those of a session do. */
    private EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                wires.regulate();
            }
        });
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1024, 2048));
        return channel;
    }

    private void assertReads(boolean fromDevice, boolean fromBroker) {
        assertThat(device.config().isAutoRead()).as("from the device").isEqualTo(fromDevice);
        assertThat(broker.config().isAutoRead()).as("from the broker").isEqualTo(fromBroker);
    }

    private void deviceSends() {
        wires.deviceSent(Unpooled.copiedBuffer(PINGREQ));
    }

    @AfterEach
    void close() {
        fromDevice.stop();
        device.finishAndReleaseAll();
        broker.finishAndReleaseAll();
    }

    @Test
    void aSideThatCannotBeWrittenToStopsTheReadingFromBothUntilItCan() {
        for (EmbeddedChannel full : new EmbeddedChannel[] {device, broker}) {
            assertReads(true, true);
            ByteBuf more = Unpooled.buffer().writeZero(2049);
            full.write(more);
            assertReads(false, false);
            wires.flush();
            assertReads(false, false);
            full.flush();
            assertReads(true, true);
        }
    }

    @Test
    void aFrameThatIsHeldStopsTheReadingFromTheDeviceUntilItGoesOn() {
        judge.holds = true;
        for (int i = 0; i < 2; i++) {
            deviceSends();
            assertReads(false, true);
            wires.flush();
            assertReads(false, true);
            fromDevice.resume();
            wires.flush();
            assertReads(false, true);
        }
        judge.holds = false;
        fromDevice.resume();
        wires.flush();
        assertReads(true, true);
    }

    @Test
    void aHoldThatEndsBeforeAnythingIsFlushedLeavesNothingSwitchedOff() {
        judge.holds = true;
        deviceSends();
        judge.holds = false;
        fromDevice.resume();
        wires.flush();
        assertReads(true, true);
    }

    @Test
    void aBrokerIsNotReadFromForADeviceThatTakesNothingAnyMore() {
        wires.hearDeviceOut();
        assertReads(true, false);
        deviceSends();
        wires.flush();
        assertReads(true, false);
    }
}
