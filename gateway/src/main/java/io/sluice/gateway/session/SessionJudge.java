/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

/** Judges one direction of a session; how a session ends is the same for both. */
abstract class SessionJudge implements FrameStream.Judge {
    final Session session;

    SessionJudge(Session session) {
        this.session = session;
    }

    @Override
    public final void fault(RuntimeException fault) {
        session.fault(fault);
    }

    @Override
    public final void end() {
        session.finish();
    }
}
