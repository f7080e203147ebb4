/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Rules as a test writes them, and questions as texts. */
final class Compiled {
    private final TopicMatcher matcher;
    private final byte[][] expansions;

    private Compiled(TopicMatcher matcher, byte[][] expansions) {
        this.matcher = matcher;
        this.expansions = expansions;
    }

    TopicMatcher matcher() {
        return matcher;
    }

    static Compiled rules(String... filters) {
        return rulesFor(new PlaceholderValues("", "", "", ""), filters);
    }

    static Compiled rulesFor(PlaceholderValues values, String... filters) {
        List<TopicFilter> parsed = new ArrayList<>();
        for (String filter : filters) {
            try {
                parsed.add(TopicFilter.parse(filter));
            } catch (InvalidTopicFilter e) {
                throw new IllegalArgumentException(e.what(), e);
            }
        }
        Templates templates = new Templates();
        TopicMatcher matcher = TopicMatcher.compile(parsed, templates);
        return new Compiled(matcher, templates.expand(values));
    }

    /** The text stands amid others, so that a step beyond it shows. */
    int match(String topic) {
        byte[] bytes = ("x/" + topic + "/y").getBytes(StandardCharsets.UTF_8);
        return matcher.match(bytes, 2, bytes.length - 4, expansions);
    }

    int cover(String filter) {
        byte[] bytes = ("x/" + filter + "/y").getBytes(StandardCharsets.UTF_8);
        return matcher.cover(bytes, 2, bytes.length - 4, expansions);
    }
}
