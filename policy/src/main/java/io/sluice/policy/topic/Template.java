/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A text with placeholders, {@code sensor-%c}; {@code %%} is a percent sign. */
public final class Template {

    /** Either a literal text or a placeholder. */
    private record Part(Optional<Placeholder> placeholder, String literal) {}

    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** @throws InvalidTopicFilter if a percent sign is followed by anything but a placeholder's letter or another */
    public static Template parse(String text) throws InvalidTopicFilter {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        for (int percent = text.indexOf('%'); percent >= 0; percent = text.indexOf('%', at)) {
            literal.append(text, at, percent);
            at = percent + 2;
            if (text.startsWith("%%", percent)) {
                literal.append('%');
                continue;
            }
            Placeholder placeholder = placeholder(text, percent + 1);
            if (!literal.isEmpty()) {
                parts.add(new Part(Optional.empty(), literal.toString()));
                literal.setLength(0);
            }
            parts.add(new Part(Optional.of(placeholder), ""));
        }
        literal.append(text, at, text.length());
        if (!literal.isEmpty()) {
            parts.add(new Part(Optional.empty(), literal.toString()));
        }
        return new Template(parts);
    }

    /** The text as it stands, percent signs and all. */
    public static Template literal(String text) {
        return new Template(List.of(new Part(Optional.empty(), text)));
    }

    private static Placeholder placeholder(String text, int at) throws InvalidTopicFilter {
        for (Placeholder placeholder : Placeholder.values()) {
            if (at < text.length() && text.charAt(at) == placeholder.letter()) {
                return placeholder;
            }
        }
        throw new InvalidTopicFilter(
                "\"" + text + "\" has a % that begins no placeholder",
                "write %c, %u, %n or %i, or %% for a percent sign");
    }

    /** Whether it is the same text for every session. */
    public boolean isLiteral() {
        return parts.stream().noneMatch(part -> part.placeholder().isPresent());
    }

    /** Whether its own text, not a value, begins with a dollar sign. */
    boolean beginsWithDollar() {
        return !parts.isEmpty() && parts.get(0).literal().startsWith("$");
    }

    /**
     * The text of one session.
     *
     * @param usable what a value, never empty, must satisfy
     * @return empty if a value is missing or not usable
     */
    public Optional<String> expand(PlaceholderValues values, Predicate<String> usable) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part.placeholder().isPresent()) {
                String value = values.of(part.placeholder().get());
                if (value.isEmpty() || !usable.test(value)) {
                    return Optional.empty();
                }
                text.append(value);
            } else {
                text.append(part.literal());
            }
        }
        return Optional.of(text.toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Template template && parts.equals(template.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }
}
