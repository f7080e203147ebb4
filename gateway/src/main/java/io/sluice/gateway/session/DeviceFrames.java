/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.PacketType;
import io.sluice.gateway.frame.Property;
import io.sluice.gateway.frame.ReasonCode;
import io.sluice.gateway.frame.Sender;
import io.sluice.gateway.frame.WireUtf8;
import io.sluice.policy.SessionPolicy;
import io.sluice.policy.Verdict;

/** Judges what a device sends while its session relays. */
final class DeviceFrames {
    private final Session session;
    private final Relay relay;
    private SessionPolicy policy;
    private Pace pace;
    private final FastLane lane;
    private boolean waited;

    DeviceFrames(Session session, Relay relay, SessionPolicy policy, Pace pace) {
        this.session = session;
        this.relay = relay;
        this.policy = policy;
        this.pace = pace;
        this.lane = new FastLane(
                Sender.DEVICE,
                relay.connect().level(),
                session.flow().counters(),
                session.knownTopics(),
                relay.publishes(),
                relay.deliveries(),
                relay.receiveMaximum(),
                pace);
        openLane();
        session.fromDevice().lane(lane);
    }

    /** Judges by another policy from the next frame on. */
    void adopt(SessionPolicy policy, Pace pace) {
        this.policy = policy;
        this.pace = pace;
        openLane();
    }

    private void openLane() {
        boolean closed = !policy.publishPayload().isOff() || session.report().tellsAllowed();
        lane.adopt(policy.limits().maxPacketSize(), pace, closed);
    }

    Course judge(Frame frame) throws MalformedPacket {
        int type = frame.type();
        if (type == PacketType.PUBLISH) {
            return publish(frame);
        }
        return switch (type) {
            case PacketType.PUBACK, PacketType.PUBREC -> {
                relay.deliveries().answered(frame);
                yield Course.FORWARD;
            }
            case PacketType.PUBREL -> relay.publishes().released(frame.packetId()) ? Course.WITHHOLD : Course.FORWARD;
            case PacketType.PUBCOMP -> {
                relay.deliveries().completed(frame.packetId());
                yield Course.FORWARD;
            }
            case PacketType.PINGREQ -> Course.FORWARD;
            case PacketType.SUBSCRIBE ->
                relay.subscribes().subscribe(frame, policy, session.toDevice(), session.fromDevice());
            case PacketType.UNSUBSCRIBE -> relay.subscribes().unsubscribe(frame);
            case PacketType.DISCONNECT -> disconnect(frame);
            case PacketType.AUTH -> relay.authenticate();
            default -> throw MalformedPacket.protocolError("second CONNECT");
        };
    }

    /**
     * A session that was to end with its connection cannot be prolonged any more (MQTT 5, section 3.14.2.2.2). A broker does
     * not take such a DISCONNECT for one, and so sends the will.
     */
    private Course disconnect(Frame frame) throws MalformedPacket {
        if (relay.connect().sessionExpiry() == 0
                && frame.properties().u32(frame.buf(), Property.SESSION_EXPIRY_INTERVAL, 0) != 0) {
            throw MalformedPacket.protocolError("session expiry in DISCONNECT where CONNECT had none");
        }
        return session.endAfter(Ending.of(EndReason.DEVICE_DISCONNECT));
    }

    private Course publish(Frame frame) throws MalformedPacket {
        boolean afterWait = waited;
        waited = false;
        byte[] topic = frame.topic();
        int length = frame.topicLength();
        TopicAliases aliases = relay.deviceAliases();
        int alias = frame.topicAlias();
        if (alias != 0) {
            aliases.check(alias);
            if (length == 0) {
                topic = aliases.topic(alias);
                length = topic.length;
            } else {
                aliases.set(alias, topic, length);
            }
        }
        session.flow().counters().topicsFromDevice.add(topic, length);
        if (relay.publishes().isOwn(frame)) {
            // Sent again, or reused too early: the broker never heard of this identifier.
            return withhold(frame, ReasonCode.SUCCESS);
        }
        Verdict verdict = policy.publish(topic, 0, length, frame.qos(), frame.isRetain());
        if (verdict instanceof Verdict.Allow && frame.properties().has(Property.RESPONSE_TOPIC)) {
            Verdict response = responseTopic(frame);
            verdict = response instanceof Verdict.Allow ? verdict : response;
        }
        if (verdict instanceof Verdict.Allow) {
            verdict = Payloads.judge(policy.publishPayload(), frame, verdict);
        }
        // What is denied counts as well: a flood of it is a flood.
        long wait = afterWait ? 0 : pace.wait(frame.length());
        if (wait > 0) {
            waited = true;
            session.delay(pace.verdict(), wait);
            return Course.HOLD;
        }
        if (wait < 0 && (verdict instanceof Verdict.Allow || pace.verdict() instanceof Verdict.Disconnect)) {
            verdict = pace.verdict();
        }
        boolean rewrite = alias != 0 && frame.topicLength() == 0 && !aliases.isTaught(alias);
        if (verdict instanceof Verdict.Allow
                && rewrite
                && Rewriting.lengthWithTopic(frame, topic) > relay.brokerMaximumPacketSize()) {
            verdict = policy.oversized();
        }
        if (!(verdict instanceof Verdict.Allow allow)) {
            session.report().denied(verdict, "PUBLISH", topic, length);
            return deny(frame, verdict);
        }
        pass(frame, allow, topic, length);
        if (alias != 0) {
            aliases.teach(alias);
        }
        if (rewrite) {
            session.fromDevice().replaceHead(Rewriting.withTopic(frame, topic));
            return Course.REPLACE;
        }
        return Course.FORWARD;
    }

    private void pass(Frame frame, Verdict.Allow allow, byte[] topic, int length) throws MalformedPacket {
        relay.checkInFlight(frame, policy.receiveMaximumEnforced());
        relay.publishes().forwarded(frame);
        session.flow().counters().publishesFromDevice++;
        session.flow().counters().publishesAllowed++;
        session.report().allowed(allow, "PUBLISH", topic, length);
        if (allow.clearsRetain() && frame.isRetain()) {
            frame.buf().setByte(frame.start(), frame.first() & ~1);
        } else {
            lane.allowed(frame);
        }
    }

    private Verdict responseTopic(Frame frame) throws MalformedPacket {
        int at = frame.properties().position(Property.RESPONSE_TOPIC) + 2;
        int length = frame.properties().length(Property.RESPONSE_TOPIC) - 2;
        byte[] strings = session.fromDevice().reader().strings();
        frame.buf().getBytes(at, strings, 0, length);
        if (!WireUtf8.isTopicName(strings, 0, length)) {
            throw MalformedPacket.malformed("response topic that holds a backslash");
        }
        return policy.responseTopic(strings, 0, length);
    }

    private Course deny(Frame frame, Verdict verdict) throws MalformedPacket {
        if (verdict instanceof Verdict.Disconnect) {
            EndReason reason =
                    switch (verdict.reason()) {
                        case PUBLISH_RATE, BYTE_RATE -> EndReason.RATE;
                        default -> EndReason.DENIED_PACKET;
                    };
            return session.endWith(
                    Ending.by(reason, verdict, session.answers().disconnect(Answers.disconnection(verdict.reason()))));
        }
        return withhold(frame, Answers.publishRefusal(verdict.reason()));
    }

    private Course withhold(Frame frame, int reasonCode) throws MalformedPacket {
        session.flow().counters().publishesFromDevice++;
        relay.checkInFlight(frame, policy.receiveMaximumEnforced());
        // An MQTT 5 device is told why instead, which ends the flow.
        boolean flowGoesOn = relay.connect().level() < 5 || reasonCode == ReasonCode.SUCCESS;
        if (flowGoesOn && relay.mayBeHeld(frame) && !relay.publishes().isOwn(frame)) {
            relay.publishes().withheldAgain(frame);
        } else {
            relay.publishes().withheld(frame, reasonCode);
        }
        return Course.WITHHOLD;
    }
}
