/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.policy.Policy;

/** The session is over; what is still on its way goes nowhere. */
record Ended() implements Phase {
    @Override
    public Course deviceFrame(Frame frame) {
        return Course.WITHHOLD;
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
        return Ending.of(reason, detail);
    }

    @Override
    public void adopt(Policy policy) {}
}
