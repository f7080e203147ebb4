/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.ClassMatch;
import io.sluice.policy.ClassSettings;
import io.sluice.policy.ClassSettings.OnDenied;
import io.sluice.policy.ClassSettings.OnExceed;
import io.sluice.policy.ClassSettings.Permission;
import io.sluice.policy.ClassSettings.Retain;
import io.sluice.policy.ClassTopics;
import io.sluice.policy.ClientClass;
import io.sluice.policy.ClientRules;
import io.sluice.policy.Limits;
import io.sluice.policy.PayloadRules;
import io.sluice.policy.Setting;
import io.sluice.policy.UpstreamTemplate;
import io.sluice.policy.net.AddressTable;
import io.sluice.policy.rule.Rule;
import io.sluice.policy.topic.InvalidTopicFilter;
import io.sluice.policy.topic.Templates;
import io.sluice.policy.topic.TopicFilter;
import io.sluice.policy.topic.TopicMatcher;
import io.sluice.policy.topic.TopicRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The class behind {@code default-action = allow}: everything but {@code $} topics, within the gateway's limits. */
final class DefaultClass {
    private static final String NAME = "default";

    private DefaultClass() {}

    static ClientClass of(Rule rule, Limits limits) {
        Templates templates = new Templates();
        TopicRules all = new TopicRules(TopicMatcher.compile(List.of(everything()), templates), List.of(rule), rule);
        TopicRules none = new TopicRules(TopicMatcher.compile(List.of(), templates), List.of(), rule);
        return new ClientClass(
                NAME,
                rule.origin(),
                new ClassMatch(AddressTable.of(Map.of()), Set.of(), List.of(), List.of(), List.of()),
                new ClassTopics(all, none, all, none, templates),
                settings(rule, limits),
                UpstreamTemplate.unchanged(rule));
    }

    private static TopicFilter everything() {
        try {
            return TopicFilter.parse("#");
        } catch (InvalidTopicFilter e) {
            throw new IllegalStateException(e);
        }
    }

    private static ClassSettings settings(Rule rule, Limits limits) {
        return new ClassSettings(
                new Setting<>(Permission.ALLOW, rule),
                new Setting<>(Retain.ALLOW, rule),
                new Setting<>(Permission.ALLOW, rule),
                new Setting<>(Permission.ALLOW, rule),
                new Setting<>(true, rule),
                new Setting<>(limits.maxPacketSize(), limits.overPacketSize().rule()),
                new Setting<>(2, rule),
                new Setting<>(Integer.MAX_VALUE, rule),
                new Setting<>(Integer.MAX_VALUE, rule),
                new Setting<>(Optional.empty(), rule),
                new Setting<>(Optional.empty(), rule),
                OnExceed.DELAY,
                OnDenied.DROP,
                PayloadRules.none(rule),
                ClientRules.none(rule),
                true);
    }
}
