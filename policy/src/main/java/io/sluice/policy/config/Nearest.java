/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import java.util.Collection;
import java.util.Optional;

/** The word that someone probably meant. */
final class Nearest {
    private Nearest() {}

    /** The known word with the fewest edits, if they are few for its length. */
    static Optional<String> to(String word, Collection<String> known) {
        Optional<String> nearest = Optional.empty();
        int least = Math.max(2, word.length() / 3) + 1;
        for (String candidate : known) {
            int edits = edits(word, candidate);
            if (edits < least) {
                least = edits;
                nearest = Optional.of(candidate);
            }
        }
        return nearest;
    }

    /** Levenshtein's distance. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
