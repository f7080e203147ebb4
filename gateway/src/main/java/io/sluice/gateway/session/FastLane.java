/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.PacketType;
import io.sluice.gateway.frame.Sender;

/**
 * Lets pass at once what cannot be judged otherwise than it was before: whole PUBLISHes of QoS 0 and 1 without properties
 * to topics that the policy in force has allowed this session with the same flags, and PUBACKs of nothing but a packet
 * identifier. It decides nothing: whatever is not exactly that, or might end in anything but its going on as it is, it leaves
 * to {@link io.sluice.gateway.frame.FrameReader} and the judges.
 */
final class FastLane {
    private static final int PUBLISH = PacketType.PUBLISH << 4;

    /** Type and remaining length. */
    private static final int PUBACK = PacketType.PUBACK << 12 | 2;

    private static final int PUBACK_LENGTH = 4;

    /** The flags of a PUBLISH that is looked at here: retain, and the lower bit of the QoS. DUP is not among them. */
    private static final int RETAIN = 1;

    private static final int QOS_1 = 2;
    private static final int FLAGS = (QOS_1 | RETAIN) << 24;

    private final Sender sender;
    private final FlowCounters counters;
    private final KnownTopics known;
    private final Handshakes publishes;
    private final Handshakes deliveries;
    private final int maxInFlight;
    private final int propertyLength;
    private long owner;
    private int before = KnownTopics.UNKNOWN;
    private Pace pace;
    private int maxPacketSize;
    private boolean closed;

    /**
     * @param sender whose frames these are
     * @param known of the event loop
     * @param publishes the acknowledgements of what the sender publishes
     * @param answers of what the sender is sent, and acknowledges
     * @param maxInFlight how many PUBLISHes without acknowledgement need no closer look
     * @param pace at which the sender may publish, here as in {@link #adopt}
     */
    FastLane(
            Sender sender,
            int level,
            FlowCounters counters,
            KnownTopics known,
            Handshakes publishes,
            Handshakes answers,
            int maxInFlight,
            Pace pace) {
        this.sender = sender;
        this.counters = counters;
        this.known = known;
        this.publishes = publishes;
        this.deliveries = answers;
        this.maxInFlight = maxInFlight;
        this.pace = pace;
        this.propertyLength = level == 5 ? 1 : 0;
        this.owner = known.newOwner();
    }

    /**
     * Forgets what was allowed: another policy is in force.
     *
     * @param maxPacketSize bytes that a packet may have without a closer look
     * @param closed whether each PUBLISH wants a closer look
     */
    void adopt(int maxPacketSize, Pace pace, boolean closed) {
        this.owner = known.newOwner();
        this.maxPacketSize = maxPacketSize;
        this.pace = pace;
        this.closed = closed;
    }

    /** A PUBLISH was allowed: if it was one for this lane, the next to the same topic passes here. */
    void allowed(Frame publish) {
        if (!closed && publish.isOrdinary()) {
            int length = publish.topicLength();
            known.learn(owner, publish.buf(), publish.topicStart(), length, publish.first() & (QOS_1 | RETAIN));
        }
    }

    /**
     * Lets pass what may.
     *
     * @return how many bytes from {@code from} on are frames that pass, and are counted already
     */
    int pass(ByteBuf in, int from, int to) {
        if (closed) {
            return 0;
        }
        int at = from;
        int published = 0;
        int acknowledged = 0;
        while (to - at >= Integer.BYTES) {
            int head = in.getInt(at);
            if ((head & ~FLAGS) >>> 24 == PUBLISH) {
                int length = publish(in, at, to, head);
                if (length == 0) {
                    break;
                }
                published++;
                at += length;
            } else if (head >>> 16 == PUBACK) {
                if (!deliveries.acknowledged(head & 0xffff)) {
                    break;
                }
                acknowledged++;
                at += PUBACK_LENGTH;
            } else {
                break;
            }
        }
        int passed = at - from;
        if (passed > 0) {
            int acknowledgements = acknowledged * PUBACK_LENGTH;
            counters.passed(sender, published, passed - acknowledgements, acknowledged, acknowledgements);
        }
        return passed;
    }

    /**
     * Looks at a PUBLISH (MQTT 5, section 3.3).
     *
     * @param head its first four bytes
     * @return its length, 0 if it wants a closer look
     */
    private int publish(ByteBuf bytes, int at, int end, int head) {
        int remaining = head >> 16 & 0xff;
        int header = 2;
        int topicLength = head & 0xffff;
        if (remaining > 0x7f) {
            int high = topicLength >> Byte.SIZE;
            if (high == 0 || high > 0x7f || end - at <= Integer.BYTES) {
                return 0;
            }
            remaining = remaining & 0x7f | high << 7;
            header = 3;
            topicLength = bytes.getShort(at + header) & 0xffff;
        }
        int flags = head >>> 24 & (QOS_1 | RETAIN);
        int length = header + remaining;
        int topic = at + header + Short.BYTES;
        int identifier = topic + topicLength;
        int properties = identifier + (flags & QOS_1);
        if (length > end - at || length > maxPacketSize || properties + propertyLength > at + length) {
            return 0;
        }
        if (propertyLength > 0 && bytes.getByte(properties) != 0) {
            return 0;
        }
        int slot = known.find(owner, bytes, topic, topicLength, before);
        if (slot != before) {
            before = slot;
        }
        if (slot == KnownTopics.UNKNOWN || !known.passes(slot, flags)) {
            return 0;
        }
        if ((flags & QOS_1) == 0) {
            return pace.passesAtOnce(length) ? length : 0;
        }
        int packetId = bytes.getShort(identifier) & 0xffff;
        if (packetId == 0 || publishes.inFlight() >= maxInFlight || !pace.passesAtOnce(length)) {
            return 0;
        }
        publishes.forwarded(packetId);
        return length;
    }
}
