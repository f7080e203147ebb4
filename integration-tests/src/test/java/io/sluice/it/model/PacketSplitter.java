/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts what arrives on a connection into control packets. */
final class PacketSplitter {
    private byte[] kept = new byte[256];
    private int size;

    /** The packets that are whole by now. */
    List<Packet> split(ByteBuffer arrived) {
        int more = arrived.remaining();
        if (size + more > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(kept.length * 2, size + more));
        }
        arrived.get(kept, size, more);
        size += more;
        List<Packet> packets = new ArrayList<>();
        int at = 0;
        for (int length = length(at); length > 0; length = length(at)) {
            packets.add(new Packet(Arrays.copyOfRange(kept, at, at + length), header(at)));
            at += length;
        }
        System.arraycopy(kept, at, kept, 0, size - at);
        size -= at;
        return packets;
    }

    /** Length of the packet at an index, 0 when it is not there whole. */
    private int length(int at) {
        int header = header(at);
        if (header == 0) {
            return 0;
        }
        int length = header + new Cursor(kept, at + 1, size).varint();
        return at + length <= size ? length : 0;
    }

    /** Length of the fixed header at an index, 0 when it is not there whole. */
    private int header(int at) {
        for (int i = at + 1; i < size; i++) {
            if (kept[i] >= 0) {
                return i + 1 - at;
            }
        }
        return 0;
    }
}
