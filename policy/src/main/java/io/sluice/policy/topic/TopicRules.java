/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

import io.sluice.policy.rule.Rule;
import java.util.List;

/**
 * One allow or deny list of a class.
 *
 * @param rules by the indices that the matcher gives
 * @param none the rule to name when the list matches nothing
 */
public record TopicRules(TopicMatcher matcher, List<Rule> rules, Rule none) {
    public TopicRules {
        rules = List.copyOf(rules);
    }
}
