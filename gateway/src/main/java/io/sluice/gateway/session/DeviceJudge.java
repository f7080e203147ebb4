/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.flow.PacketCounts.Direction;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;

/** Counts what the device of a session sends, and has it judged by the phase that the session is in. */
final class DeviceJudge extends SessionJudge {
    DeviceJudge(Session session) {
        super(session);
    }

    @Override
    public Course judge(Frame frame) throws MalformedPacket {
        FlowCounters counters = session.flow().counters();
        counters.packetsFromDevice++;
        Course course = session.phase().deviceFrame(frame);
        if (course == Course.HOLD) {
            // It is judged again, and counted then.
            counters.packetsFromDevice--;
        } else {
            counters.types().count(Direction.FROM_DEVICE, frame.type(), frame.length());
        }
        return course;
    }

    @Override
    public void malformed(MalformedPacket malformed) {
        session.finish(session.phase().malformed(malformed));
    }
}
