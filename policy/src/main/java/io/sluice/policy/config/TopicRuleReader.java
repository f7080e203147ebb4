/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.ClassTopics;
import io.sluice.policy.rule.Rule;
import io.sluice.policy.topic.InvalidTopicFilter;
import io.sluice.policy.topic.Templates;
import io.sluice.policy.topic.TopicFilter;
import io.sluice.policy.topic.TopicMatcher;
import io.sluice.policy.topic.TopicRules;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code publish} and {@code subscribe} of a class and compiles their filters. */
final class TopicRuleReader {
    private final String className;
    private final Templates templates = new Templates();

    private TopicRuleReader(String className) {
        this.className = className;
    }

    static ClassTopics read(Section clientClass, String className) {
        TopicRuleReader reader = new TopicRuleReader(className);
        Section publish = clientClass.section("publish");
        Section subscribe = clientClass.section("subscribe");
        ClassTopics topics = new ClassTopics(
                reader.rules(publish, "publish", "allow"),
                reader.rules(publish, "publish", "deny"),
                reader.rules(subscribe, "subscribe", "allow"),
                reader.rules(subscribe, "subscribe", "deny"),
                reader.templates);
        publish.end();
        subscribe.end();
        return topics;
    }

    private TopicRules rules(Section section, String action, String key) {
        String prefix = "class " + className + ": " + action + " " + key;
        List<TopicFilter> filters = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        for (Located<String> text : section.strings(key, List.of())) {
            try {
                filters.add(TopicFilter.parse(text.value()));
                rules.add(new Rule(prefix + " \"" + text.value() + "\"", text.origin()));
            } catch (InvalidTopicFilter e) {
                section.problem(key, text, e.what(), e.mend());
            }
        }
        Rule none = new Rule(prefix + (filters.isEmpty() ? " is empty" : " has no match"), section.origin(key));
        return new TopicRules(TopicMatcher.compile(filters, templates), rules, none);
    }
}
