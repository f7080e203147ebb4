/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.frame.MalformedPacket;

/** For tests in which nothing is malformed, fails or ends the session. */
abstract class StrictJudge implements FrameStream.Judge {
    @Override
    public final void malformed(MalformedPacket malformed) {
        throw new AssertionError(malformed);
    }

    @Override
    public final void fault(RuntimeException fault) {
        throw new AssertionError(fault);
    }

    @Override
    public final void end() {
        throw new AssertionError("nothing here ends the session");
    }
}
