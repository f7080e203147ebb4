/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A {@link Node} that still takes rules. */
final class NodeBuilder {
    private final Map<String, NodeBuilder> literals = new LinkedHashMap<>();
    private final Map<Integer, NodeBuilder> templated = new TreeMap<>();
    private @Nullable NodeBuilder any;
    private int end = Node.NO_RULE;
    private int rest = Node.NO_RULE;

    void add(TopicFilter filter, int rule, Templates templates) {
        NodeBuilder node = this;
        for (int i = 0; i < filter.levels().size(); i++) {
            node = node.child(filter.levels().get(i), i == 0, templates);
        }
        if (filter.rest()) {
            node.rest = Math.min(node.rest, rule);
        } else {
            node.end = Math.min(node.end, rule);
        }
    }

    private NodeBuilder child(TopicFilter.Level level, boolean first, Templates templates) {
        if (level instanceof TopicFilter.Level.Literal literal) {
            return literals.computeIfAbsent(literal.text(), text -> new NodeBuilder());
        }
        if (level instanceof TopicFilter.Level.Templated template) {
            int position = templates.position(template.template(), first);
            return templated.computeIfAbsent(position, p -> new NodeBuilder());
        }
        NodeBuilder child = any;
        if (child == null) {
            child = new NodeBuilder();
            any = child;
        }
        return child;
    }

    Node build() {
        Node anyNode = any == null ? null : any.build();
        Node[] literalNodes = literals.values().stream().map(NodeBuilder::build).toArray(Node[]::new);
        byte[][] keys = literals.keySet().stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        Node[] templatedNodes =
                templated.values().stream().map(NodeBuilder::build).toArray(Node[]::new);
        int[] positions =
                templated.keySet().stream().mapToInt(Integer::intValue).toArray();
        int lowest = Math.min(end, rest);
        if (anyNode != null) {
            lowest = Math.min(lowest, anyNode.lowest);
        }
        for (Node node : literalNodes) {
            lowest = Math.min(lowest, node.lowest);
        }
        for (Node node : templatedNodes) {
            lowest = Math.min(lowest, node.lowest);
        }
        return new Node(end, rest, lowest, anyNode, positions, templatedNodes, keys, literalNodes);
    }
}
