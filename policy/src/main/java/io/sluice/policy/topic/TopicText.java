/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

/**
 * What one scan over the bytes of a topic name or topic filter tells (MQTT 5, section 4.7.1), packed into a number so that
 * the scan allocates nothing.
 */
public final class TopicText {
    /** No valid topic name: empty, or with a wildcard or NUL in it. As a filter: empty or wrong in syntax. */
    public static final int INVALID = -1;

    private static final int WILDCARD = 1 << 30;

    private TopicText() {}

    /** The levels of a topic name, or {@link #INVALID}. */
    public static int levelsOfName(byte[] text, int offset, int length) {
        if (length == 0) {
            return INVALID;
        }
        int levels = 1;
        for (int i = offset; i < offset + length; i++) {
            byte b = text[i];
            if (b == '/') {
                levels++;
            } else if (b == '+' || b == '#' || b == 0) {
                return INVALID;
            }
        }
        return levels;
    }

    /** What {@link #levels} and {@link #hasWildcard} read, or {@link #INVALID}. */
    public static int scanFilter(byte[] text, int offset, int length) {
        if (length == 0) {
            return INVALID;
        }
        int levels = 1;
        int wildcard = 0;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            byte b = text[i];
            if (b == '/') {
                levels++;
            } else if (b == 0) {
                return INVALID;
            } else if (b == '+' || b == '#') {
                boolean startsLevel = i == offset || text[i - 1] == '/';
                boolean endsLevel = i + 1 == end || (b == '+' && text[i + 1] == '/');
                if (!startsLevel || !endsLevel) {
                    return INVALID;
                }
                wildcard = WILDCARD;
            }
        }
        return levels | wildcard;
    }

    public static int levels(int scan) {
        return scan & ~WILDCARD;
    }

    public static boolean hasWildcard(int scan) {
        return (scan & WILDCARD) != 0;
    }
}
