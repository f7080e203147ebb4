/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.ReasonCode;
import io.sluice.policy.Policy;
import io.sluice.policy.SessionPolicy;

/** Both sides talk; every frame is judged. */
final class Relaying implements Phase {
    private final Session session;
    private final DeviceFrames device;
    private final BrokerFrames broker;
    private Admission admission;

    Relaying(Session session, Admission admission, Relay relay, Pace pace) {
        this.session = session;
        this.admission = admission;
        readBy(admission.policy());
        this.device = new DeviceFrames(session, relay, admission.policy(), pace);
        this.broker = new BrokerFrames(session, relay, admission.policy());
    }

    /** A payload that is judged has to be there whole. */
    private void readBy(SessionPolicy policy) {
        session.fromDevice().reader().wholePublishUpTo(policy.publishPayload().wantedBytes());
        session.fromBroker().reader().wholePublishUpTo(policy.deliveryPayload().wantedBytes());
    }

    @Override
    public Course deviceFrame(Frame frame) throws MalformedPacket {
        return device.judge(frame);
    }

    @Override
    public Course brokerFrame(Frame frame) throws MalformedPacket {
        return broker.judge(frame);
    }

    @Override
    public Ending malformed(MalformedPacket malformed) {
        if (malformed.reasonCode() == ReasonCode.PACKET_TOO_LARGE) {
            session.report().deniedPacket(admission.policy().overPacketSize());
            return Ending.by(
                    EndReason.OVERSIZE,
                    admission.policy().overPacketSize(),
                    session.answers().disconnect(ReasonCode.PACKET_TOO_LARGE));
        }
        EndReason reason = malformed.reasonCode() == ReasonCode.QUOTA_EXCEEDED ? EndReason.QUOTA : EndReason.MALFORMED;
        return Ending.of(reason, malformed.what()).saying(session.answers().disconnect(malformed.reasonCode()));
    }

    @Override
    public Ending ending(EndReason reason, String detail, int reasonCode) {
        return Ending.of(reason, detail).saying(session.answers().disconnect(reasonCode));
    }

    @Override
    public void adopt(Policy policy) {
        session.readmit(admission, policy).ifPresent(admitted -> {
            admission = admitted;
            readBy(admitted.policy());
            device.adopt(admitted.policy(), session.pace(admitted));
            broker.adopt(admitted.policy());
        });
    }
}
