/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.frame.Frame;
import io.sluice.policy.PayloadJudge;
import io.sluice.policy.Verdict;
import io.sluice.policy.payload.Payload;
import java.util.Optional;

/** Brings payloads before the policy, where it wants to see them; elsewhere it costs nothing. */
final class Payloads {
    private Payloads() {}

    /**
     * Judges the payload of a PUBLISH.
     *
     * @param publish with its payload at hand when that is not larger than {@link PayloadJudge#wantedBytes}
     * @param allowed the verdict on everything else, which stands unless the payload is denied
     */
    static Verdict judge(PayloadJudge judge, Frame publish, Verdict allowed) {
        if (judge.isOff()) {
            return allowed;
        }
        Optional<Verdict> tooLarge = judge.objectionToSize(publish.payloadLength());
        if (tooLarge.isPresent() || judge.wantedBytes() == 0) {
            return tooLarge.orElse(allowed);
        }
        byte[] bytes = new byte[publish.payloadLength()];
        publish.buf().getBytes(publish.payloadStart(), bytes);
        return judge.objection(Payload.of(bytes)).orElse(allowed);
    }
}
