/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.rule.Rule;
import io.sluice.policy.topic.TopicRules;
import io.sluice.policy.topic.TopicText;
import java.util.List;

/** The verdicts on the PUBLISHes of a class, made beforehand. */
final class PublishJudge {
    private final TopicRules allow;
    private final TopicRules deny;
    private final int maxLevels;
    private final int maxQos;
    private final ClassSettings.Retain retain;

    private final Verdict[] allowed;
    private final Verdict[] stripped;
    private final Verdict[] denied;
    private final Verdict notAllowed;
    private final Verdict overLevels;
    private final Verdict overQos;
    private final Verdict retainDenied;

    private PublishJudge(
            ClassTopics topics, ClassSettings settings, Denial denial, Denial capability, boolean response) {
        this.allow = topics.publishAllow();
        this.deny = topics.publishDeny();
        this.maxLevels = settings.maxTopicLevels().value();
        this.maxQos = settings.maxQos().value();
        this.retain = settings.retain().value();
        this.allowed = map(allow.rules(), rule -> new Verdict.Allow(rule, false));
        this.stripped = map(allow.rules(), rule -> new Verdict.Allow(rule, true));
        this.denied =
                map(deny.rules(), rule -> denial.of(response ? Reason.RESPONSE_TOPIC : Reason.TOPIC_DENIED, rule));
        this.notAllowed = denial.of(response ? Reason.RESPONSE_TOPIC : Reason.TOPIC_NOT_ALLOWED, allow.none());
        this.overLevels = denial.of(
                response ? Reason.RESPONSE_TOPIC : Reason.TOPIC_LEVELS,
                settings.maxTopicLevels().rule());
        this.overQos = capability.of(Reason.QOS, settings.maxQos().rule());
        this.retainDenied = capability.of(Reason.RETAIN, settings.retain().rule());
    }

    /**
     * @param announced whether CONNACK announces the maximum QoS and whether retain is available (MQTT 5, sections
     *     3.2.2.3.4 and 3.2.2.3.5): a device that ignores that is disconnected
     */
    static PublishJudge ofMessages(ClassTopics topics, ClassSettings settings, boolean announced) {
        Denial denial = Denial.of(settings);
        return new PublishJudge(topics, settings, denial, announced ? Verdict.Disconnect::new : denial, false);
    }

    static PublishJudge ofResponseTopics(ClassTopics topics, ClassSettings settings) {
        Denial denial = Denial.of(settings);
        return new PublishJudge(topics, settings, denial, denial, true);
    }

    private interface Denial {
        Verdict of(Reason reason, Rule rule);

        static Denial of(ClassSettings settings) {
            return settings.onDeniedPublish() == ClassSettings.OnDenied.DISCONNECT
                    ? Verdict.Disconnect::new
                    : Verdict.Drop::new;
        }
    }

    private interface OfRule {
        Verdict of(Rule rule);
    }

    private static Verdict[] map(List<Rule> rules, OfRule verdict) {
        return rules.stream().map(verdict::of).toArray(Verdict[]::new);
    }

    Verdict judge(byte[] topic, int offset, int length, int qos, boolean retained, byte[][] expansions) {
        int levels = TopicText.levelsOfName(topic, offset, length);
        if (levels == TopicText.INVALID) {
            return notAllowed;
        }
        if (levels > maxLevels) {
            return overLevels;
        }
        int denying = deny.matcher().match(topic, offset, length, expansions);
        if (denying >= 0) {
            return denied[denying];
        }
        int allowing = allow.matcher().match(topic, offset, length, expansions);
        if (allowing < 0) {
            return notAllowed;
        }
        if (qos > maxQos) {
            return overQos;
        }
        if (!retained || retain == ClassSettings.Retain.ALLOW) {
            return allowed[allowing];
        }
        return retain == ClassSettings.Retain.STRIP ? stripped[allowing] : retainDenied;
    }
}
