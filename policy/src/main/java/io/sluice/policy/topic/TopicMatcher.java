/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of topic filters compiled into a trie, shared by all sessions of a class. A walk costs by the levels of the
 * topic, not by the number of rules, and allocates nothing; it recurses no deeper than the longest rule.
 */
public final class TopicMatcher {
    private final Node root;

    private TopicMatcher(Node root) {
        this.root = root;
    }

    /**
     * @param filters the rules in their order
     * @param templates takes up the templated levels of the rules
     */
    public static TopicMatcher compile(List<TopicFilter> filters, Templates templates) {
        NodeBuilder root = new NodeBuilder();
        for (int i = 0; i < filters.size(); i++) {
            root.add(filters.get(i), i, templates);
        }
        return new TopicMatcher(root.build());
    }

    /**
     * The first rule that matches a valid topic name (MQTT 5, section 4.7.3).
     *
     * @param expansions of the session, from the {@link Templates} that this was compiled with
     * @return the rule's index, or -1
     */
    public int match(byte[] topic, int offset, int length, byte[][] expansions) {
        return index(walk(root, true, false, topic, offset, offset + length, expansions, Node.NO_RULE));
    }

    /**
     * The first rule that covers a valid topic filter whole: that matches every topic that the filter matches.
     *
     * @return the rule's index, or -1
     */
    public int cover(byte[] filter, int offset, int length, byte[][] expansions) {
        return index(walk(root, true, true, filter, offset, offset + length, expansions, Node.NO_RULE));
    }

    Node root() {
        return root;
    }

    private static int index(int rule) {
        return rule == Node.NO_RULE ? -1 : rule;
    }

    /**
     * @param at where a level begins; past {@code end} when there is none left
     * @param best the lowest rule found so far
     */
    private static int walk(
            @Nullable Node node,
            boolean first,
            boolean filter,
            byte[] text,
            int at,
            int end,
            byte[][] expansions,
            int best) {
        if (node == null || node.lowest >= best) {
            return best;
        }
        if (at > end) {
            return Math.min(best, Math.min(node.end, node.rest));
        }
        // A wildcard at the first level stands for no topic that begins with $ (MQTT 5, section 4.7.2).
        boolean wildcards = !first || at == end || text[at] != '$';
        int found = wildcards ? Math.min(best, node.rest) : best;
        int stop = at;
        int hash = 0;
        while (stop < end && text[stop] != '/') {
            hash = LevelHash.step(hash, text[stop++]);
        }
        if (filter && stop == at + 1 && (text[at] == '#' || text[at] == '+')) {
            return text[at] == '#' ? found : walk(node.any, false, true, text, stop + 1, end, expansions, found);
        }
        Node literal = node.literal(text, at, stop, LevelHash.finish(hash));
        found = walk(literal, false, filter, text, stop + 1, end, expansions, found);
        if (wildcards) {
            found = walk(node.any, false, filter, text, stop + 1, end, expansions, found);
        }
        for (int i = 0; i < node.templates.length; i++) {
            byte[] value = expansions[node.templates[i]];
            if (value.length > 0 && Arrays.equals(value, 0, value.length, text, at, stop)) {
                found = walk(node.templated[i], false, filter, text, stop + 1, end, expansions, found);
            }
        }
        return found;
    }
}
