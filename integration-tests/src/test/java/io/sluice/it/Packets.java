/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Streams of MQTT packets, cut and compared. */
final class Packets {
    private static final int CONTEXT = 24;

    private Packets() {}

    /** The whole packets at the start of a stream; half a packet at its end is left out. */
    static List<byte[]> whole(byte[] stream) {
        List<byte[]> packets = new ArrayList<>();
        int at = 0;
        while (at < stream.length) {
            int end = end(stream, at);
            if (end < 0 || end > stream.length) {
                break;
            }
            packets.add(Arrays.copyOfRange(stream, at, end));
            at = end;
        }
        return packets;
    }

    /** Where the packet ends that starts at a position, -1 while its header does not tell. */
    private static int end(byte[] stream, int at) {
        int length = 0;
        for (int i = 1; i <= 4 && at + i < stream.length; i++) {
            length |= (stream[at + i] & 0x7f) << 7 * (i - 1);
            if (stream[at + i] >= 0) {
                return at + i + 1 + length;
            }
        }
        return -1;
    }

    static int type(byte[] packet) {
        return (packet[0] & 0xf0) >> 4;
    }

    /** The same bytes; where they are not, shows the first place where they part. */
    static void same(String what, byte[] actual, byte[] expected) {
        int at = Arrays.mismatch(actual, expected);
        if (at >= 0) {
            assertThat(part(actual, at))
                    .as("%s: from byte %d on, of %d where %d are expected", what, at, actual.length, expected.length)
                    .isEqualTo(part(expected, at));
        }
    }

    private static String part(byte[] bytes, int at) {
        return Wire.hex(Arrays.copyOfRange(bytes, Math.min(bytes.length, at), Math.min(bytes.length, at + CONTEXT)));
    }
}
