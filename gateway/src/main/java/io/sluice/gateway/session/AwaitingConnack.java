/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.frame.ConnackPacket;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.PacketType;
import io.sluice.gateway.frame.ReasonCode;
import io.sluice.policy.Limits;
import io.sluice.policy.Policy;
import io.sluice.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The broker has the CONNECT and has not answered. Enhanced authentication passes to and fro (MQTT 5, section 4.12); what
 * else the device sends waits, since how to judge it depends on the CONNACK.
 */
final class AwaitingConnack implements Phase {
    private final Session session;
    private Admission admission;

    AwaitingConnack(Session session, Admission admission) {
        this.session = session;
        this.admission = admission;
    }

    @Override
    public Course deviceFrame(Frame frame) throws MalformedPacket {
        return switch (frame.type()) {
            case PacketType.AUTH -> authenticate();
            case PacketType.CONNECT -> throw MalformedPacket.protocolError("second CONNECT");
            default -> Course.HOLD;
        };
    }

    @Override
    public Course brokerFrame(Frame frame) throws MalformedPacket {
        return switch (frame.type()) {
            case PacketType.AUTH -> authenticate();
            case PacketType.CONNACK -> connack(frame);
            default -> throw MalformedPacket.protocolError("packet before CONNACK");
        };
    }

    private Course authenticate() throws MalformedPacket {
        if (!admission.connect().enhancedAuthentication()) {
            throw MalformedPacket.protocolError("AUTH without an authentication method in CONNECT");
        }
        return Course.FORWARD;
    }

    private Course connack(Frame frame) throws MalformedPacket {
        int level = admission.connect().level();
        ConnackPacket connack = ConnackPacket.read(frame, level);
        if (connack.code() != 0) {
            EndReason reason = connack.isUnavailable(level) ? EndReason.UPSTREAM_UNREACHABLE : EndReason.BROKER_REFUSED;
            return session.endAfter(Ending.of(reason, "the broker answered CONNECT with code " + connack.code()));
        }
        if (!session.clientId().claim(admission)) {
            Verdict.Refuse verdict = admission.policy().takeoverRefusal();
            byte[] clientId = admission.clientId().getBytes(StandardCharsets.UTF_8);
            session.report().denied(verdict, "CONNECT", clientId, clientId.length);
            session.sayGoodbye();
            return session.endWith(session.refusal(EndReason.DENIED_CONNECT, verdict));
        }
        Limits limits = session.policyInForce().limits();
        Optional<ByteBuf> lowered = level == 5 ? lowered(frame, connack, limits) : Optional.empty();
        if (lowered.isPresent()
                && lowered.get().readableBytes() > admission.connect().maximumPacketSize()) {
            lowered.get().release();
            session.sayGoodbye();
            return session.endWith(Ending.of(EndReason.DENIED_CONNECT, "the device takes no CONNACK with its limits")
                    .saying(session.answers().connack(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR)));
        }
        session.relay(admission, connack, limits);
        if (lowered.isPresent()) {
            session.fromBroker().replaceHead(lowered.get());
            return Course.REPLACE;
        }
        return Course.FORWARD;
    }

    private Optional<ByteBuf> lowered(Frame frame, ConnackPacket connack, Limits limits) {
        return ConnackLowering.lower(frame, connack, admission.connect(), admission.policy(), limits);
    }

    @Override
    public Ending malformed(MalformedPacket malformed) {
        boolean tooLarge = malformed.reasonCode() == ReasonCode.PACKET_TOO_LARGE;
        Ending ending = Ending.of(tooLarge ? EndReason.OVERSIZE : EndReason.MALFORMED, malformed.what());
        // Before MQTT 5 there is no return code that says so, and a device is not to hear that the server is at fault.
        return admission.connect().level() == 5
                ? ending.saying(session.answers().connack(malformed.reasonCode()))
                : ending;
    }

    @Override
    public Ending ending(EndReason reason, String detail, int reasonCode) {
        return Ending.of(reason, detail).saying(session.answers().connack(reasonCode));
    }

    @Override
    public void adopt(Policy policy) {
        session.readmit(admission, policy).ifPresent(admitted -> admission = admitted);
    }
}
