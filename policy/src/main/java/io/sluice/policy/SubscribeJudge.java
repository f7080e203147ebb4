/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.rule.Rule;
import io.sluice.policy.topic.SharedFilter;
import io.sluice.policy.topic.TopicRules;
import io.sluice.policy.topic.TopicText;
import java.util.List;
import java.util.function.Function;

/** The verdicts on the requested filters of a class and on what is delivered to it, made beforehand. */
final class SubscribeJudge {
    private final TopicRules allow;
    private final TopicRules deny;
    private final int maxLevels;
    private final boolean wildcards;

    private final Verdict[] allowed;
    private final Verdict[] refused;
    private final Verdict[] withheld;
    private final Verdict notAllowed;
    private final Verdict notDelivered;
    private final Verdict overLevels;
    private final Verdict wildcardDenied;
    private final Verdict badShare;
    private final boolean shared;
    private final Verdict shareDenied;

    SubscribeJudge(ClassTopics topics, ClassSettings settings) {
        this.allow = topics.subscribeAllow();
        this.deny = topics.subscribeDeny();
        this.maxLevels = settings.maxTopicLevels().value();
        this.wildcards = settings.wildcards().value() == ClassSettings.Permission.ALLOW;
        this.allowed = map(allow.rules(), rule -> new Verdict.Allow(rule, false));
        this.refused = map(deny.rules(), rule -> new Verdict.Refuse(Reason.TOPIC_DENIED, rule));
        this.withheld = map(deny.rules(), rule -> new Verdict.Drop(Reason.TOPIC_DENIED, rule));
        this.notAllowed = new Verdict.Refuse(Reason.TOPIC_NOT_ALLOWED, allow.none());
        this.notDelivered = new Verdict.Drop(Reason.TOPIC_NOT_ALLOWED, allow.none());
        this.overLevels = new Verdict.Refuse(
                Reason.TOPIC_LEVELS, settings.maxTopicLevels().rule());
        this.wildcardDenied =
                new Verdict.Refuse(Reason.WILDCARD, settings.wildcards().rule());
        this.shared = settings.sharedSubscriptions().value() == ClassSettings.Permission.ALLOW;
        this.shareDenied = new Verdict.Refuse(
                Reason.SHARED_SUBSCRIPTION, settings.sharedSubscriptions().rule());
        this.badShare = new Verdict.Refuse(Reason.SHARED_SUBSCRIPTION, allow.none());
    }

    private static Verdict[] map(List<Rule> rules, Function<Rule, Verdict> verdict) {
        return rules.stream().map(verdict).toArray(Verdict[]::new);
    }

    Verdict subscribe(byte[] text, int offset, int length, byte[][] expansions) {
        int skip = SharedFilter.prefix(text, offset, length);
        if (skip == SharedFilter.INVALID) {
            return badShare;
        }
        if (skip > 0 && !shared) {
            return shareDenied;
        }
        int from = offset + skip;
        int rest = length - skip;
        int scan = TopicText.scanFilter(text, from, rest);
        if (scan == TopicText.INVALID) {
            return notAllowed;
        }
        if (!wildcards && TopicText.hasWildcard(scan)) {
            return wildcardDenied;
        }
        if (TopicText.levels(scan) > maxLevels) {
            return overLevels;
        }
        int denying = deny.matcher().cover(text, from, rest, expansions);
        if (denying >= 0) {
            return refused[denying];
        }
        int allowing = allow.matcher().cover(text, from, rest, expansions);
        return allowing >= 0 ? allowed[allowing] : notAllowed;
    }

    Verdict deliver(byte[] topic, int offset, int length, byte[][] expansions) {
        if (TopicText.levelsOfName(topic, offset, length) == TopicText.INVALID) {
            return notDelivered;
        }
        int denying = deny.matcher().match(topic, offset, length, expansions);
        if (denying >= 0) {
            return withheld[denying];
        }
        int allowing = allow.matcher().match(topic, offset, length, expansions);
        return allowing >= 0 ? allowed[allowing] : notDelivered;
    }
}
