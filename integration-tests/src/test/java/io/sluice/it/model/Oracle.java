/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Knows what the policy says of one device, by splitting everything at its slashes (MQTT 5, section 4.7). Knows nothing of how
 * the gateway does it.
 */
final class Oracle {
    private final List<Rules> inForce;
    private final String clientId;

    /**
     * @param inForce the rules that may be in force, one after the other
     */
    Oracle(List<Rules> inForce, String clientId) {
        this.inForce = inForce;
        this.clientId = clientId;
    }

    /** Of a PUBLISH of the device; its response topic has to be publishable too. */
    Verdict publish(String topic, Optional<String> responseTopic) {
        return responseTopic.map(this::publish).orElse(Verdict.ALLOWED).and(publish(topic));
    }

    private Verdict publish(String topic) {
        return verdict(inForce.stream()
                .map(rules -> covers(rules.publishAllow(), topic) && !covers(rules.publishDeny(), topic))
                .toList());
    }

    Verdict deliver(String topic) {
        return verdict(inForce.stream()
                .map(rules -> covers(rules.subscribeAllow(), topic) && !covers(rules.subscribeDeny(), topic))
                .toList());
    }

    Verdict subscribe(String filter) {
        String judged = filter.startsWith("$share/") ? filter.split("/", 3)[2] : filter;
        return verdict(inForce.stream()
                .map(rules -> covers(rules.subscribeAllow(), judged) && !covers(rules.subscribeDeny(), judged))
                .toList());
    }

    private static Verdict verdict(List<Boolean> allowed) {
        return !allowed.contains(false) ? Verdict.ALLOWED : !allowed.contains(true) ? Verdict.DENIED : Verdict.EITHER;
    }

    /** Whether one rule stands for every topic that a filter stands for; a topic is a filter that stands for itself. */
    private boolean covers(List<String> rules, String filter) {
        return rules.stream().anyMatch(rule -> covers(split(rule.replace("%c", clientId)), split(filter)));
    }

    private static List<String> split(String text) {
        return Arrays.asList(text.split("/", -1));
    }

    private static boolean covers(List<String> rule, List<String> filter) {
        boolean wild = rule.get(0).equals("#") || rule.get(0).equals("+");
        if (wild && filter.get(0).startsWith("$")) {
            return false;
        }
        for (int i = 0; i < rule.size(); i++) {
            String level = rule.get(i);
            if (level.equals("#")) {
                return true;
            }
            if (i == filter.size()) {
                return false;
            }
            String asked = filter.get(i);
            boolean covered = level.equals("+") ? !asked.equals("#") : level.equals(asked);
            if (!covered) {
                return false;
            }
        }
        return rule.size() == filter.size();
    }
}
