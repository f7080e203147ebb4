/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.sluice.gateway.flow.EndReason;
import io.sluice.policy.Verdict;
import java.util.Optional;

/**
 * How a session ends.
 *
 * @param detail the rule or the fault behind the reason, for the flow record
 * @param lastWord what the device is still told
 */
record Ending(EndReason reason, Optional<String> detail, Optional<MqttMessage> lastWord) {
    static Ending of(EndReason reason) {
        return new Ending(reason, Optional.empty(), Optional.empty());
    }

    static Ending of(EndReason reason, String detail) {
        return new Ending(reason, Optional.of(detail), Optional.empty());
    }

    static Ending by(EndReason reason, Verdict verdict, Optional<MqttMessage> lastWord) {
        return new Ending(reason, Optional.of(verdict.rule().toString()), lastWord);
    }

    Ending saying(Optional<MqttMessage> lastWord) {
        return new Ending(reason, detail, lastWord);
    }

    Ending saying(MqttMessage lastWord) {
        return saying(Optional.of(lastWord));
    }
}
