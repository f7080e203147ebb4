/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.payload.PayloadCheck;
import io.sluice.policy.rule.Rule;
import java.util.List;

/**
 * What a class asks of payloads ({@code payload}).
 *
 * @param onPublish whether what the device publishes is judged, its will included
 * @param onDelivery whether what is delivered to it is
 * @param maxSize bytes; larger payloads are denied without a look at them
 * @param checks in the order in which they are made, empty if only the size counts
 */
public record PayloadRules(boolean onPublish, boolean onDelivery, Setting<Integer> maxSize, List<Check> checks) {

    /** One check, why it denies, and the rule behind it. */
    public record Check(PayloadCheck check, Reason reason, Rule rule) {}

    public PayloadRules {
        checks = List.copyOf(checks);
    }

    /** Asks nothing. */
    public static PayloadRules none(Rule rule) {
        return new PayloadRules(false, false, new Setting<>(Integer.MAX_VALUE, rule), List.of());
    }
}
