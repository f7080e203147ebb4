/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What can follow one prefix of levels in the compiled rules. Immutable; literal levels are in an open-addressing table
 * at most half full, so that a probe sequence always ends.
 */
final class Node {
    static final int NO_RULE = Integer.MAX_VALUE;

    /** The rule that ends here. */
    final int end;

    /** The rule with {@code #} here; it covers the parent level too (MQTT 5, section 4.7.1.2). */
    final int rest;

    /** The lowest rule here and below: whoever has found a lower one needs not look. */
    final int lowest;

    final @Nullable Node any;
    final int[] templates;
    final Node[] templated;

    private final int[] hashes;
    private final byte[][] keys;
    private final @Nullable Node[] children;

    Node(
            int end,
            int rest,
            int lowest,
            @Nullable Node any,
            int[] templates,
            Node[] templated,
            byte[][] literals,
            Node[] literalNodes) {
        this.end = end;
        this.rest = rest;
        this.lowest = lowest;
        this.any = any;
        this.templates = templates;
        this.templated = templated;
        int capacity = literals.length == 0 ? 0 : Integer.highestOneBit(literals.length) * 4;
        this.hashes = new int[capacity];
        this.keys = new byte[capacity][];
        this.children = new Node[capacity];
        for (int i = 0; i < literals.length; i++) {
            insert(literals[i], literalNodes[i]);
        }
    }

    private void insert(byte[] key, Node child) {
        int hash = LevelHash.of(key, 0, key.length);
        int slot = hash & (hashes.length - 1);
        while (children[slot] != null) {
            slot = (slot + 1) & (hashes.length - 1);
        }
        hashes[slot] = hash;
        keys[slot] = key;
        children[slot] = child;
    }

    /** The node of a literal level, whose hash the caller has made while scanning it. */
    @Nullable
    Node literal(byte[] text, int from, int to, int hash) {
        int mask = hashes.length - 1;
        if (mask < 0) {
            return null;
        }
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            Node child = children[slot];
            if (child == null) {
                return null;
            }
            byte[] key = keys[slot];
            if (hashes[slot] == hash && Arrays.equals(key, 0, key.length, text, from, to)) {
                return child;
            }
        }
    }

    /** The most slots that a look-up here can touch: the longest run of used ones and the free one after it. */
    int longestProbe() {
        int longest = 0;
        int run = 0;
        // Twice around, as a run may wrap.
        for (int i = 0; i < 2 * children.length; i++) {
            run = children[i & (children.length - 1)] == null ? 0 : run + 1;
            longest = Math.max(longest, run);
        }
        return longest + 1;
    }
}
