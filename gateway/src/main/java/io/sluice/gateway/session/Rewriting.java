/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.frame.FilterList;
import io.sluice.gateway.frame.Frame;

/** Makes a packet of another one, where what arrived cannot go on as it is. */
final class Rewriting {
    private Rewriting() {}

    /** The head of a PUBLISH with its topic name written out where only an alias stood. */
    static ByteBuf withTopic(Frame publish, byte[] topic) {
        ByteBuf in = publish.buf();
        int remaining = remainingWithTopic(publish, topic);
        ByteBuf out = in.alloc().buffer(publish.headLength() + topic.length + 4);
        // As it stands in the buffer now: a retain flag may have been taken off since the frame was found.
        out.writeByte(in.getByte(publish.start()));
        writeVarint(out, remaining);
        out.writeShort(topic.length);
        out.writeBytes(topic);
        int rest = publish.bodyStart() + 2;
        out.writeBytes(in, rest, publish.start() + publish.headLength() - rest);
        return out;
    }

    /** How long a PUBLISH gets by {@link #withTopic}, in bytes. */
    static int lengthWithTopic(Frame publish, byte[] topic) {
        int remaining = remainingWithTopic(publish, topic);
        int length = 1 + remaining;
        for (int rest = remaining; rest > 0; rest >>>= 7) {
            length++;
        }
        return length;
    }

    private static int remainingWithTopic(Frame publish, byte[] topic) {
        return publish.length() - (publish.bodyStart() - publish.start()) + topic.length;
    }

    /**
     * A SUBSCRIBE with some of its filters only.
     *
     * @param codes one a filter; those with {@code keep} stay
     */
    static ByteBuf subscribe(Frame subscribe, int level, int[] codes, int keep) {
        ByteBuf in = subscribe.buf();
        ByteBuf body = in.alloc().buffer(subscribe.length());
        try {
            int headEnd = level == 5 ? subscribe.properties().end() : subscribe.bodyStart() + 2;
            body.writeBytes(in, subscribe.bodyStart(), headEnd - subscribe.bodyStart());
            int i = 0;
            for (FilterList filters = FilterList.of(subscribe, level); filters.next(); i++) {
                if (codes[i] == keep) {
                    body.writeBytes(in, filters.start(), filters.end() - filters.start());
                }
            }
            return packet(subscribe.first(), body);
        } finally {
            body.release();
        }
    }

    /** A SUBACK with the broker's codes where {@code codes} has {@code fromBroker}, and the gateway's elsewhere. */
    static ByteBuf suback(Frame suback, int codesStart, int[] codes, int fromBroker) {
        ByteBuf in = suback.buf();
        ByteBuf body = in.alloc().buffer(suback.length() + codes.length);
        body.writeBytes(in, suback.bodyStart(), codesStart - suback.bodyStart());
        return suback(suback, body, codesStart, codes, fromBroker);
    }

    /** The same without the broker's properties, which are for people, where with them it gets too large (MQTT 5). */
    static ByteBuf bareSuback(Frame suback, int codesStart, int[] codes, int fromBroker) {
        ByteBuf in = suback.buf();
        ByteBuf body = in.alloc().buffer(codes.length + 3);
        body.writeBytes(in, suback.bodyStart(), 2).writeByte(0);
        return suback(suback, body, codesStart, codes, fromBroker);
    }

    private static ByteBuf suback(Frame suback, ByteBuf body, int codesStart, int[] codes, int fromBroker) {
        ByteBuf in = suback.buf();
        try {
            int next = codesStart;
            for (int code : codes) {
                body.writeByte(code == fromBroker ? in.getByte(next++) : code);
            }
            return packet(suback.first(), body);
        } finally {
            body.release();
        }
    }

    /** A packet of its first byte and what follows the fixed header. */
    static ByteBuf packet(int first, ByteBuf body) {
        ByteBuf out = body.alloc().buffer(body.readableBytes() + 5);
        out.writeByte(first);
        writeVarint(out, body.readableBytes());
        out.writeBytes(body);
        return out;
    }

    /** A variable byte integer (MQTT 5, section 1.5.5). */
    static void writeVarint(ByteBuf out, int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.writeByte(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }
}
