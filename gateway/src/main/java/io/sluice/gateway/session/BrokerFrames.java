/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.PacketType;
import io.sluice.gateway.frame.ReasonCode;
import io.sluice.gateway.frame.Sender;
import io.sluice.policy.SessionPolicy;
import io.sluice.policy.Verdict;

/** Judges what the broker sends while a session relays. */
final class BrokerFrames {
    private final Session session;
    private final Relay relay;
    private final FastLane lane;
    private final Pace unlimited;
    private SessionPolicy policy;

    BrokerFrames(Session session, Relay relay, SessionPolicy policy) {
        this.session = session;
        this.relay = relay;
        this.policy = policy;
        this.unlimited = Pace.unlimited(policy);
        this.lane = new FastLane(
                Sender.BROKER,
                relay.connect().level(),
                session.flow().counters(),
                session.knownTopics(),
                relay.deliveries(),
                relay.publishes(),
                Relay.MOST_IN_FLIGHT,
                unlimited);
        openLane();
        session.fromBroker().lane(lane);
    }

    /** Judges by another policy from the next frame on. */
    void adopt(SessionPolicy policy) {
        this.policy = policy;
        openLane();
    }

    private void openLane() {
        boolean closed = !policy.deliveryPayload().isOff() || session.report().tellsAllowed();
        lane.adopt(policy.limits().maxPacketSize(), unlimited, closed);
    }

    Course judge(Frame frame) throws MalformedPacket {
        int type = frame.type();
        if (type == PacketType.PUBLISH) {
            return deliver(frame);
        }
        return switch (type) {
            case PacketType.PUBACK, PacketType.PUBREC -> {
                relay.publishes().answered(frame);
                yield Course.FORWARD;
            }
            case PacketType.PUBREL -> relay.deliveries().released(frame.packetId()) ? Course.WITHHOLD : Course.FORWARD;
            case PacketType.PUBCOMP -> {
                relay.publishes().completed(frame.packetId());
                yield Course.FORWARD;
            }
            case PacketType.UNSUBACK, PacketType.PINGRESP -> Course.FORWARD;
            case PacketType.AUTH -> relay.authenticate();
            case PacketType.SUBACK -> relay.subscribes().suback(frame, session.fromBroker());
            case PacketType.DISCONNECT -> session.endAfter(Ending.of(EndReason.BROKER_CLOSED));
            default -> throw MalformedPacket.protocolError("second CONNACK");
        };
    }

    private Course deliver(Frame frame) throws MalformedPacket {
        byte[] topic = frame.topic();
        int length = frame.topicLength();
        TopicAliases aliases = relay.brokerAliases();
        int alias = frame.topicAlias();
        boolean byAlias = alias != 0 && length == 0;
        if (alias != 0) {
            aliases.check(alias);
            if (byAlias) {
                topic = aliases.topic(alias);
                length = topic.length;
            } else {
                aliases.set(alias, topic, length);
            }
        }
        session.flow().counters().topicsToDevice.add(topic, length);
        if (relay.deliveries().isOwn(frame)) {
            return withhold(frame);
        }
        Verdict verdict = policy.deliver(topic, 0, length);
        if (verdict instanceof Verdict.Allow && frame.length() > policy.limits().maxPacketSize()) {
            verdict = policy.oversized();
        }
        if (verdict instanceof Verdict.Allow) {
            verdict = Payloads.judge(policy.deliveryPayload(), frame, verdict);
        }
        boolean rewrite = byAlias && !aliases.isTaught(alias);
        if (verdict instanceof Verdict.Allow
                && rewrite
                && Rewriting.lengthWithTopic(frame, topic) > relay.connect().maximumPacketSize()) {
            verdict = policy.oversized();
        }
        if (!(verdict instanceof Verdict.Allow)) {
            session.report().denied(verdict, "delivery", topic, length);
            return withhold(frame);
        }
        relay.deliveries().forwarded(frame);
        relay.checkDeliveriesInFlight();
        session.flow().counters().publishesToDevice++;
        session.flow().counters().deliveriesAllowed++;
        session.report().allowed(verdict, "delivery", topic, length);
        lane.allowed(frame);
        if (alias != 0) {
            aliases.teach(alias);
        }
        if (rewrite) {
            session.fromBroker().replaceHead(Rewriting.withTopic(frame, topic));
            return Course.REPLACE;
        }
        return Course.FORWARD;
    }

    /** The broker is told that all is well: the device could do no better than to throw the message away. */
    private Course withhold(Frame frame) throws MalformedPacket {
        if (relay.mayBeHeld(frame) && !relay.deliveries().isOwn(frame)) {
            relay.deliveries().withheldAgain(frame);
        } else {
            relay.deliveries().withheld(frame, ReasonCode.SUCCESS);
        }
        relay.checkDeliveriesInFlight();
        return Course.WITHHOLD;
    }
}
