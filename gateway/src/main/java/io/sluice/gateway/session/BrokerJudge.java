/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.flow.PacketCounts.Direction;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.ReasonCode;

/** Counts what the broker of a session sends, and has it judged by the phase that the session is in. */
final class BrokerJudge extends SessionJudge {
    BrokerJudge(Session session) {
        super(session);
    }

    @Override
    public Course judge(Frame frame) throws MalformedPacket {
        FlowCounters counters = session.flow().counters();
        counters.packetsFromBroker++;
        counters.types().count(Direction.FROM_BROKER, frame.type(), frame.length());
        return session.phase().brokerFrame(frame);
    }

    @Override
    public void malformed(MalformedPacket malformed) {
        session.report().brokerMalformed(malformed.what());
        session.end(EndReason.BROKER_MALFORMED, malformed.what(), ReasonCode.UNSPECIFIED_ERROR);
    }
}
