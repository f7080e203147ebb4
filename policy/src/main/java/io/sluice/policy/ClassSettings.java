/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import java.util.Optional;

/**
 * What a class says beside its topics, each with its rule.
 *
 * @param judgeResponseTopic whether {@code response-topic = judge}
 * @param maxPacketSize bytes: the smaller of the class's and the gateway's
 * @param maxSubscriptions {@link Integer#MAX_VALUE} when unlimited
 * @param maxTopicLevels {@link Integer#MAX_VALUE} when unlimited
 * @param receiveMaximumEnforced whether a device that has more in flight than the broker's Receive Maximum is disconnected
 */
public record ClassSettings(
        Setting<Permission> will,
        Setting<Retain> retain,
        Setting<Permission> wildcards,
        Setting<Permission> sharedSubscriptions,
        Setting<Boolean> judgeResponseTopic,
        Setting<Integer> maxPacketSize,
        Setting<Integer> maxQos,
        Setting<Integer> maxSubscriptions,
        Setting<Integer> maxTopicLevels,
        Setting<Optional<Rate>> publishRate,
        Setting<Optional<Rate>> byteRate,
        OnExceed onExceed,
        OnDenied onDeniedPublish,
        PayloadRules payloads,
        ClientRules clients,
        boolean receiveMaximumEnforced) {

    /** Whether something may be used at all. */
    public enum Permission {
        ALLOW,
        DENY
    }

    /** What becomes of the retain flag of a PUBLISH. */
    public enum Retain {
        ALLOW,
        DENY,
        /** It is cleared, and the message passes. */
        STRIP
    }

    /** What happens above a rate. */
    public enum OnExceed {
        DELAY,
        DROP,
        DISCONNECT
    }

    /** What happens on a denied PUBLISH. */
    public enum OnDenied {
        DROP,
        DISCONNECT
    }

    SessionLimits limits() {
        return new SessionLimits(
                maxPacketSize.value(),
                maxQos.value(),
                maxSubscriptions.value(),
                maxTopicLevels.value(),
                publishRate.value(),
                byteRate.value());
    }
}
