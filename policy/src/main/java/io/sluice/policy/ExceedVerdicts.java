/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.rule.Rule;

/** What exceeding the limits of a session leads to, made once for its class. */
record ExceedVerdicts(
        Verdict packetSize, Verdict subscriptions, Verdict publishRate, Verdict byteRate, Verdict delivery) {

    static ExceedVerdicts of(ClassSettings settings) {
        Rule packetSize = settings.maxPacketSize().rule();
        return new ExceedVerdicts(
                new Verdict.Disconnect(Reason.PACKET_SIZE, packetSize),
                new Verdict.Refuse(
                        Reason.SUBSCRIPTIONS, settings.maxSubscriptions().rule()),
                rate(
                        settings.onExceed(),
                        Reason.PUBLISH_RATE,
                        settings.publishRate().rule()),
                rate(settings.onExceed(), Reason.BYTE_RATE, settings.byteRate().rule()),
                new Verdict.Drop(Reason.PACKET_SIZE, packetSize));
    }

    private static Verdict rate(ClassSettings.OnExceed onExceed, Reason reason, Rule rule) {
        return switch (onExceed) {
            case DELAY -> new Verdict.Delay(reason, rule);
            case DROP -> new Verdict.Drop(reason, rule);
            case DISCONNECT -> new Verdict.Disconnect(reason, rule);
        };
    }
}
