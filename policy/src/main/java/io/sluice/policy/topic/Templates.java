/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The distinct templated levels of a class's rules. Each is expanded once for a session; the compiled rules know them by
 * their position.
 */
public final class Templates {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[][] NONE = new byte[0][];

    /**
     * @param first whether it stands at the first level of a filter, where a value must not open a {@code $} topic
     */
    private record Entry(Template template, boolean first) {}

    private final List<Entry> entries = new ArrayList<>();

    int position(Template template, boolean first) {
        Entry entry = new Entry(template, first);
        int known = entries.indexOf(entry);
        if (known >= 0) {
            return known;
        }
        entries.add(entry);
        return entries.size() - 1;
    }

    /** The levels as bytes, by position; an empty one matches nothing. */
    public byte[][] expand(PlaceholderValues values) {
        if (entries.isEmpty()) {
            return NONE;
        }
        byte[][] expansions = new byte[entries.size()][];
        for (int i = 0; i < expansions.length; i++) {
            Entry entry = entries.get(i);
            expansions[i] = entry.template()
                    .expand(values, Templates::staysWithinLevel)
                    .filter(text -> !entry.first()
                            || !text.startsWith("$")
                            || entry.template().beginsWithDollar())
                    .map(Templates::utf8)
                    .orElse(NOTHING);
        }
        return expansions;
    }

    private static boolean staysWithinLevel(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '/' || c == '+' || c == '#' || c == 0) {
                return false;
            }
        }
        return true;
    }

    /** A lone surrogate must not become the question mark of a lenient encoder, which is another device's name. */
    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            return NOTHING;
        }
    }
}
