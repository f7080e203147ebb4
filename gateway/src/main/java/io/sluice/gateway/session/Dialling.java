/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.policy.Policy;

/** The CONNECT has passed and the broker is being dialled; what the device sends meanwhile waits. */
final class Dialling implements Phase {
    private final Session session;
    private final ByteBuf connect;
    private Admission admission;

    /**
     * @param connect the CONNECT as it goes to the broker; belongs to this phase until it is taken
     */
    Dialling(Session session, Admission admission, ByteBuf connect) {
        this.session = session;
        this.admission = admission;
        this.connect = connect;
    }

    Admission admission() {
        return admission;
    }

    /** The CONNECT; belongs to the caller. */
    ByteBuf takeConnect() {
        return connect;
    }

    /** Nobody will take the CONNECT. */
    void abandon() {
        connect.release();
    }

    @Override
    public Course deviceFrame(Frame frame) {
        return Course.HOLD;
    }

    @Override
    public Course brokerFrame(Frame frame) {
        return Course.WITHHOLD;
    }

    @Override
    public Ending malformed(MalformedPacket malformed) {
        return Ending.of(EndReason.MALFORMED, malformed.what());
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
