/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Frames as a reader finds them in bytes written like {@link Hex}. */
public final class Frames {
    private Frames() {}

    public static FrameReader reader(Sender sender, int level) {
        FrameReader reader = new FrameReader(sender, new byte[FrameReader.SCRATCH], new byte[FrameReader.SCRATCH]);
        reader.level(level);
        return reader;
    }

    /** The one packet of a script, which must be well formed. */
    public static Frame read(Sender sender, int level, String script) throws MalformedPacket {
        ByteBuf buf = Unpooled.wrappedBuffer(Hex.bytes(script));
        FrameReader reader = reader(sender, level);
        assertThat(reader.read(buf, 0, buf.readableBytes())).isZero();
        return reader.frame();
    }
}
