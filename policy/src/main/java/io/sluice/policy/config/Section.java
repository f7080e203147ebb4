/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.sluice.policy.Rate;
import io.sluice.policy.rule.Origin;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One HOCON object being read. What is wrong becomes a {@link Problem} and reads as the fallback, so that reading goes on;
 * a null reads as absent. Not for more than one thread.
 */
public final class Section {
    private static final String UNLIMITED = "unlimited";

    private final ConfigObject object;
    private final String path;
    private final Origin origin;
    private final Problems problems;
    private final TreeSet<String> asked = new TreeSet<>();

    private Section(ConfigObject object, String path, Origin origin, Problems problems) {
        this.object = object;
        this.path = path;
        this.origin = origin;
        this.problems = problems;
    }

    /**
     * @param object resolved
     * @param path as the messages name it
     */
    public static Section root(ConfigObject object, String path, Problems problems) {
        return new Section(object, path, Values.origin(object.origin()), problems);
    }

    public Origin origin() {
        return origin;
    }

    /** Where the key is written, or where the section is if the key is absent. */
    public Origin origin(String key) {
        ConfigValue value = object.get(key);
        return value == null ? origin : Values.origin(value.origin());
    }

    public String path() {
        return path;
    }

    /** Whether the key is present and not null. */
    public boolean has(String key) {
        return value(key) != null;
    }

    public String string(String key, String fallback) {
        return optionalString(key).orElse(fallback);
    }

    public Optional<String> optionalString(String key) {
        return scalar(key, "write a text", Values::text);
    }

    /** Its absence is a problem and reads as the empty text. */
    public String requiredString(String key) {
        if (!has(key)) {
            problem(key, "is missing", "write " + key + " = …");
            return "";
        }
        return string(key, "");
    }

    public boolean flag(String key, boolean fallback) {
        return scalar(key, "write true or false", Values::flag).orElse(fallback);
    }

    /** A whole number between the bounds, which are included. */
    public int integer(String key, int fallback, int min, int max) {
        String mend = "write a whole number from " + min + " to " + max;
        return whole(key, mend, text -> wholeNumber(text), min, max).orElse(fallback);
    }

    /** As {@link #integer}; {@code unlimited} reads as {@link Integer#MAX_VALUE}. */
    public int integerOrUnlimited(String key, int fallback, int min, int max) {
        if (isUnlimited(key)) {
            return Integer.MAX_VALUE;
        }
        String mend = "write a whole number from " + min + " to " + max + ", or " + UNLIMITED;
        return whole(key, mend, text -> wholeNumber(text), min, max).orElse(fallback);
    }

    /** Bytes between the bounds, which are included. */
    public int size(String key, int fallback, int min, int max) {
        String mend = "write a size from " + Quantity.sizeText(min) + " to " + Quantity.sizeText(max);
        return whole(key, mend, Quantity::size, min, max).orElse(fallback);
    }

    /** A time between the bounds, which are included; a plain number is milliseconds, as everywhere in HOCON. */
    public Duration duration(String key, Duration fallback, Duration min, Duration max) {
        String mend = "write a time from " + Quantity.durationText(min) + " to " + Quantity.durationText(max)
                + ", such as 5s";
        return scalar(key, mend, value -> Values.text(value)
                        .flatMap(Quantity::duration)
                        .filter(time -> time.compareTo(min) >= 0 && time.compareTo(max) <= 0))
                .orElse(fallback);
    }

    /** {@code 20/s}, {@code 600/min} or {@code 5/h}. */
    public Rate rate(String key, Rate fallback) {
        return rate(key, "write a rate such as 20/s or 600/min", Quantity::rate).orElse(fallback);
    }

    /** As {@link #rate(String, Rate)}; {@code unlimited} reads as none. */
    public Optional<Rate> optionalRate(String key, Optional<Rate> fallback) {
        return isUnlimited(key)
                ? Optional.empty()
                : rate(key, "write a rate such as 20/s or 600/min, or " + UNLIMITED, Quantity::rate)
                        .or(() -> fallback);
    }

    /** A size in place of the number, {@code 64KiB/s}; {@code unlimited} reads as none. */
    public Optional<Rate> optionalByteRate(String key, Optional<Rate> fallback) {
        return isUnlimited(key)
                ? Optional.empty()
                : rate(key, "write a rate such as 64KiB/s, or " + UNLIMITED, Quantity::byteRate)
                        .or(() -> fallback);
    }

    /** One of an enum's words, in kebab case. */
    public <E extends Enum<E>> E word(String key, Class<E> words, E fallback) {
        List<E> all = Arrays.asList(words.getEnumConstants());
        String known = String.join(", ", all.stream().map(Quantity::word).toList());
        return scalar(key, "write one of " + known, value -> Values.text(value).flatMap(text -> all.stream()
                        .filter(word -> Quantity.word(word).equals(text))
                        .findFirst()))
                .orElse(fallback);
    }

    /** A list of texts; of a fallback each has this section's origin. */
    public List<Located<String>> strings(String key, List<String> fallback) {
        ConfigValue value = value(key);
        if (value == null) {
            return fallback.stream().map(text -> new Located<>(text, origin)).toList();
        }
        List<Located<String>> texts = new ArrayList<>();
        for (ConfigValue element : list(key, value, "[\"…\"]")) {
            Optional<String> text = Values.text(element);
            if (text.isPresent()) {
                texts.add(new Located<>(text.get(), Values.origin(element.origin())));
            } else {
                add(element, key, "holds " + Values.shown(element), "write texts only");
            }
        }
        return List.copyOf(texts);
    }

    /** An absent one reads as empty, with this section's origin. */
    public Section section(String key) {
        return optionalSection(key)
                .orElseGet(() -> new Section(ConfigFactory.empty().root(), child(key), origin(key), problems));
    }

    public Optional<Section> optionalSection(String key) {
        ConfigValue value = value(key);
        if (value instanceof ConfigObject section) {
            return Optional.of(root(section, child(key), problems));
        }
        if (value != null) {
            wrong(key, value, "write " + key + " { … }");
        }
        return Optional.empty();
    }

    /** A list of sections; an absent one is empty. */
    public List<Section> sections(String key) {
        ConfigValue value = value(key);
        if (value == null) {
            return List.of();
        }
        List<Section> sections = new ArrayList<>();
        int index = 0;
        for (ConfigValue element : list(key, value, "[ { … } ]")) {
            if (element instanceof ConfigObject section) {
                sections.add(root(section, child(key) + "[" + index + "]", problems));
            } else {
                add(element, key, "holds " + Values.shown(element), "write sections only, { … }");
            }
            index++;
        }
        return List.copyOf(sections);
    }

    /**
     * Adds a problem of a key's value.
     *
     * @param what said of the key, whose path is put before it, as in {@code sluice.admin.bind: is missing}
     */
    public void problem(String key, String what, String mend) {
        problems.add(origin(key), child(key) + ": " + what, mend);
    }

    /** Adds a problem of one element of a key's list. */
    public void problem(String key, Located<String> element, String what, String mend) {
        problems.add(element.origin(), child(key) + ": " + what, mend);
    }

    /** Says that all keys have been read: a present one that nobody asked for is a problem. */
    public void end() {
        for (String key : new TreeSet<>(object.keySet())) {
            if (!asked.contains(key)) {
                String mend = Nearest.to(key, asked)
                        .map(known -> "did you mean " + known + "?")
                        .orElse(asked.isEmpty() ? "leave it out" : "known here: " + String.join(", ", asked));
                problems.add(origin(key), "unknown key " + child(key), mend);
            }
        }
    }

    Problems problems() {
        return problems;
    }

    private @Nullable ConfigValue value(String key) {
        asked.add(key);
        ConfigValue value = object.get(key);
        return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
    }

    private <T> Optional<T> scalar(String key, String mend, Function<ConfigValue, Optional<T>> reading) {
        ConfigValue value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        Optional<T> read = reading.apply(value);
        if (read.isEmpty()) {
            wrong(key, value, mend);
        }
        return read;
    }

    private Optional<Integer> whole(
            String key, String mend, Function<String, Optional<BigInteger>> reading, int min, int max) {
        return scalar(key, mend, value -> Values.text(value)
                .flatMap(reading)
                .filter(n -> n.compareTo(BigInteger.valueOf(min)) >= 0 && n.compareTo(BigInteger.valueOf(max)) <= 0)
                .map(BigInteger::intValue));
    }

    private static Optional<BigInteger> wholeNumber(String text) {
        return text.matches("-?\\d{1,18}") ? Optional.of(new BigInteger(text)) : Optional.empty();
    }

    private Optional<Rate> rate(String key, String mend, Function<String, Optional<Rate>> reading) {
        return scalar(key, mend, value -> Values.text(value).flatMap(reading));
    }

    private boolean isUnlimited(String key) {
        ConfigValue value = value(key);
        return value != null && Values.text(value).filter(UNLIMITED::equals).isPresent();
    }

    private List<ConfigValue> list(String key, ConfigValue value, String example) {
        if (value instanceof ConfigList list) {
            return list;
        }
        wrong(key, value, "write a list, " + key + " = " + example);
        return List.of();
    }

    private void wrong(String key, ConfigValue value, String mend) {
        add(value, key, "is " + Values.shown(value), mend);
    }

    private void add(ConfigValue at, String key, String what, String mend) {
        problems.add(Values.origin(at.origin()), child(key) + ": " + what, mend);
    }

    private String child(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
