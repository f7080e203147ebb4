/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

/**
 * A pattern for a whole text: {@code *} stands for any run of characters, the empty one too, {@code ?} for one
 * character (code point), everything else for itself.
 */
public final class Glob {
    private static final int ANY_RUN = '*';
    private static final int ANY_ONE = '?';

    private final String text;
    private final int[] pattern;

    public Glob(String text) {
        this.text = text;
        this.pattern = text.codePoints().toArray();
    }

    /**
     * Goes back to the latest run only: what an earlier one could give instead, the latest can too. The time is
     * bounded by the product of the lengths.
     */
    public boolean matches(String value) {
        int at = 0;
        int next = 0;
        int run = -1;
        int resume = 0;
        while (at < value.length()) {
            int character = value.codePointAt(at);
            if (next < pattern.length && pattern[next] == ANY_RUN) {
                run = next++;
                resume = at;
            } else if (next < pattern.length && (pattern[next] == ANY_ONE || pattern[next] == character)) {
                next++;
                at += Character.charCount(character);
            } else if (run >= 0) {
                resume += Character.charCount(value.codePointAt(resume));
                at = resume;
                next = run + 1;
            } else {
                return false;
            }
        }
        while (next < pattern.length && pattern[next] == ANY_RUN) {
            next++;
        }
        return next == pattern.length;
    }

    @Override
    public String toString() {
        return text;
    }
}
