/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The topic filter of a rule (MQTT 5, section 4.7), with placeholders.
 *
 * @param levels without the one of a last {@code #}
 * @param rest whether {@code #} ends it
 */
public record TopicFilter(String text, List<Level> levels, boolean rest) {
    /** Bounds the depth of the compiled rules, and with it that of the walk. */
    static final int MAX_LEVELS = 200;

    private static final int MAX_BYTES = 65_535;

    /** One level of a filter. */
    sealed interface Level {
        record Literal(String text) implements Level {}

        record Templated(Template template) implements Level {}

        /** {@code +} */
        record Any() implements Level {}
    }

    /** @throws InvalidTopicFilter with what is wrong and the mend */
    public static TopicFilter parse(String text) throws InvalidTopicFilter {
        checkText(text);
        String[] parts = text.split("/", -1);
        if (parts.length > MAX_LEVELS) {
            throw new InvalidTopicFilter(
                    "the filter has " + parts.length + " levels", "write at most " + MAX_LEVELS + " levels");
        }
        if (parts[0].equals("$share")) {
            throw new InvalidTopicFilter(
                    quoted(text) + " names a shared subscription",
                    "write the filter alone: a $share/group/filter of a device is judged as its filter");
        }
        List<Level> levels = new ArrayList<>(parts.length);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].equals("#")) {
                if (i != parts.length - 1) {
                    throw new InvalidTopicFilter(
                            quoted(text) + " has # before its end", "write # as the last level, or + for one level");
                }
                return new TopicFilter(text, List.copyOf(levels), true);
            }
            levels.add(level(text, parts[i]));
        }
        return new TopicFilter(text, List.copyOf(levels), false);
    }

    private static void checkText(String text) throws InvalidTopicFilter {
        if (text.isEmpty()) {
            throw new InvalidTopicFilter("the filter is empty", "write a topic filter, or leave the entry out");
        }
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean noncharacter = (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
            if (Character.isISOControl(c) || noncharacter || Character.getType(c) == Character.SURROGATE) {
                throw new InvalidTopicFilter(
                        String.format("the filter has the character U+%04X", c),
                        "leave it out: no valid topic holds it");
            }
            i += Character.charCount(c);
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new InvalidTopicFilter("the filter is too long", "write at most " + MAX_BYTES + " bytes");
        }
    }

    private static Level level(String text, String part) throws InvalidTopicFilter {
        if (part.equals("+")) {
            return new Level.Any();
        }
        if (part.indexOf('+') >= 0 || part.indexOf('#') >= 0) {
            throw new InvalidTopicFilter(
                    quoted(text) + " has a wildcard within a level",
                    "give + or # a level of its own, as in a/+/b or a/#");
        }
        Template template = Template.parse(part);
        if (!template.isLiteral()) {
            return new Level.Templated(template);
        }
        return new Level.Literal(part.replace("%%", "%"));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
