/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.frame.FilterList;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.policy.SessionPolicy;
import io.sluice.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The SUBSCRIBEs of a session: which filters go on to the broker, and what stands in the SUBACK for those that do not
 * (MQTT 5, sections 3.8 and 3.9).
 */
final class Subscribes {
    /** SUBSCRIBEs with a denied filter whose SUBACK is still out; more at once is no client's habit. */
    static final int MAX_PENDING = 64;

    /** What a remembered filter costs besides its bytes, about. */
    private static final int FILTER_OVERHEAD = 64;

    private static final int FROM_BROKER = -1;
    private static final int DUPLICATE = 8;

    private final Session session;
    private final int level;
    private final Map<Integer, int[]> pending = new HashMap<>(0);
    private final PacketIds outstanding = new PacketIds();
    private final Set<String> filters = new HashSet<>(0);
    private final int maximumPacketSize;
    private final int maxBytes;
    private int bytes;

    /**
     * @param maximumPacketSize the largest packet that the device takes
     * @param maxBytes what the filters of the session may cost together, however many the policy allows
     */
    Subscribes(Session session, int level, int maximumPacketSize, int maxBytes) {
        this.session = session;
        this.level = level;
        this.maximumPacketSize = maximumPacketSize;
        this.maxBytes = maxBytes;
    }

    /** Judges a SUBSCRIBE, filter by filter. */
    Course subscribe(Frame frame, SessionPolicy policy, Outlet toDevice, FrameStream stream) throws MalformedPacket {
        if (outstanding.contains(frame.packetId())) {
            if (level == 3 && (frame.first() & DUPLICATE) != 0) {
                // Sent again, as MQTT 3.1 lets a client do (section 2.1): the SUBACK that is out answers both.
                return Course.WITHHOLD;
            }
            // Its SUBACK could not be told from the other's.
            throw MalformedPacket.protocolError("packet identifier of a SUBSCRIBE that is still out");
        }
        int[] codes = new int[count(frame)];
        int denied = 0;
        int i = 0;
        for (FilterList list = FilterList.of(frame, level); list.next(); i++) {
            byte[] filter = list.filter();
            Verdict verdict = judge(policy, filter);
            if (verdict instanceof Verdict.Allow) {
                codes[i] = FROM_BROKER;
                session.report().allowed(verdict, "SUBSCRIBE", filter, filter.length);
            } else {
                codes[i] = session.answers().subscribeRefusal(verdict.reason(), list.qos());
                denied++;
                session.report().denied(verdict, "SUBSCRIBE", filter, filter.length);
            }
        }
        session.flow().counters().subscriptions = filters.size();
        if (denied == 0) {
            outstanding.add(frame.packetId());
            return Course.FORWARD;
        }
        if (denied == codes.length) {
            toDevice.say(session.answers().suback(frame.packetId(), codes));
            return Course.WITHHOLD;
        }
        if (pending.size() >= MAX_PENDING) {
            throw new MalformedPacket(
                    io.sluice.gateway.frame.ReasonCode.QUOTA_EXCEEDED,
                    "too many SUBSCRIBEs at once with denied filters");
        }
        ByteBuf reduced = Rewriting.subscribe(frame, level, codes, FROM_BROKER);
        pending.put(frame.packetId(), codes);
        outstanding.add(frame.packetId());
        stream.replaceHead(reduced);
        return Course.REPLACE;
    }

    /** Completes the broker's SUBACK with the gateway's refusals. */
    Course suback(Frame frame, FrameStream stream) throws MalformedPacket {
        outstanding.remove(frame.packetId());
        int[] codes = pending.remove(frame.packetId());
        if (codes == null) {
            return Course.FORWARD;
        }
        int start = level == 5 ? frame.properties().end() : frame.bodyStart() + 2;
        long expected = Arrays.stream(codes).filter(code -> code == FROM_BROKER).count();
        if (frame.end() - start != expected) {
            throw MalformedPacket.protocolError("SUBACK with another number of codes than filters were sent");
        }
        ByteBuf whole = Rewriting.suback(frame, start, codes, FROM_BROKER);
        if (level == 5 && whole.readableBytes() > maximumPacketSize) {
            whole.release();
            whole = Rewriting.bareSuback(frame, start, codes, FROM_BROKER);
        }
        stream.replaceHead(whole);
        return Course.REPLACE;
    }

    /** The device gives filters up. */
    Course unsubscribe(Frame frame) {
        for (FilterList list = FilterList.of(frame, level); list.next(); ) {
            byte[] filter = list.filter();
            if (filters.remove(text(filter))) {
                bytes -= filter.length + FILTER_OVERHEAD;
            }
        }
        session.flow().counters().subscriptions = filters.size();
        return Course.FORWARD;
    }

    private Verdict judge(SessionPolicy policy, byte[] filter) {
        Verdict verdict = policy.subscribe(filter, 0, filter.length);
        if (!(verdict instanceof Verdict.Allow)) {
            return verdict;
        }
        String text = text(filter);
        if (filters.contains(text)) {
            return verdict;
        }
        int cost = filter.length + FILTER_OVERHEAD;
        if (filters.size() >= policy.limits().maxSubscriptions() || bytes + cost > maxBytes) {
            return policy.overSubscriptions();
        }
        filters.add(text);
        bytes += cost;
        return verdict;
    }

    private int count(Frame frame) {
        int count = 0;
        for (FilterList list = FilterList.of(frame, level); list.next(); ) {
            count++;
        }
        return count;
    }

    private static String text(byte[] filter) {
        return new String(filter, StandardCharsets.UTF_8);
    }
}
