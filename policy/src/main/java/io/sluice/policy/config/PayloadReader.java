/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.PayloadRules;
import io.sluice.policy.PayloadRules.Check;
import io.sluice.policy.Reason;
import io.sluice.policy.Setting;
import io.sluice.policy.payload.JsonCheck;
import io.sluice.policy.payload.PatternCheck;
import io.sluice.policy.payload.PayloadCheck;
import io.sluice.policy.payload.SchemaCheck;
import io.sluice.policy.rule.Origin;
import io.sluice.policy.rule.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code payload} of a class. */
final class PayloadReader {
    private static final int KIB = 1 << 10;

    /** Looking at more takes longer than an event loop should be busy with one message. */
    private static final int MOST_SCANNED = 1 << 20;

    private static final int SCANNED = 64 * KIB;
    private static final String PUBLISH = "publish";
    private static final String DELIVERY = "delivery";
    private static final List<String> DIRECTIONS = List.of(PUBLISH, DELIVERY);
    private static final List<String> SETS = List.of("sql", "shell", "script");

    private enum Form {
        ANY,
        REQUIRED
    }

    private final Section section;
    private final String className;
    private final NamedFiles files;

    private PayloadReader(Section section, String className, NamedFiles files) {
        this.section = section;
        this.className = className;
        this.files = files;
    }

    /** @param maxPacketSize bytes that a packet of the class may have */
    static PayloadRules read(Section clientClass, String className, int maxPacketSize, NamedFiles files) {
        Optional<Section> section = clientClass.optionalSection("payload");
        return section.map(payload -> new PayloadReader(payload, className, files).read(maxPacketSize))
                .orElseGet(() -> PayloadRules.none(
                        new Rule("class " + className + ": payload (default)", clientClass.origin())));
    }

    private PayloadRules read(int maxPacketSize) {
        List<Check> checks = new ArrayList<>();
        form("utf8", PayloadCheck.utf8(), Reason.PAYLOAD_UTF8, checks);
        form("json", new JsonCheck(), Reason.PAYLOAD_JSON, checks);
        schema(checks);
        patterns(checks);
        sets(checks);
        boolean scans = !checks.isEmpty();
        int most = Math.min(maxPacketSize, scans ? MOST_SCANNED : maxPacketSize);
        int size = section.size("max-size", Math.min(most, scans ? SCANNED : most), 0, LimitsReader.LARGEST_PACKET);
        if (size > most) {
            section.problem(
                    "max-size",
                    "is more than can be judged",
                    "write at most " + Quantity.sizeText(most) + ", the class's max-packet-size or 1MiB");
        }
        Set<String> on = directions();
        section.end();
        String source = section.has("max-size") ? "" : " (default)";
        Rule rule = rule(section.origin("max-size"), "max-size " + Quantity.sizeText(size) + source);
        return new PayloadRules(on.contains(PUBLISH), on.contains(DELIVERY), new Setting<>(size, rule), checks);
    }

    private Set<String> directions() {
        Set<String> on = new HashSet<>();
        for (Located<String> direction : section.strings("on", DIRECTIONS)) {
            if (!DIRECTIONS.contains(direction.value())) {
                section.problem(
                        "on",
                        direction,
                        "holds \"" + direction.value() + "\"",
                        "write [publish, delivery] or one of them");
            }
            on.add(direction.value());
        }
        return on;
    }

    private void form(String key, PayloadCheck check, Reason reason, List<Check> checks) {
        if (section.word(key, Form.class, Form.ANY) == Form.REQUIRED) {
            checks.add(new Check(check, reason, rule(section.origin(key), key + " required")));
        }
    }

    private void schema(List<Check> checks) {
        String key = "schema";
        Optional<String> path = section.optionalString(key);
        if (path.isEmpty()) {
            return;
        }
        try {
            SchemaCheck check = SchemaCheck.of(files.text(section.origin(key), path.get()));
            checks.add(new Check(check, Reason.PAYLOAD_SCHEMA, rule(section.origin(key), "schema " + path.get())));
        } catch (NamedFiles.Unusable unusable) {
            section.problem(key, unusable.what(), "name a file that holds a JSON Schema");
        } catch (SchemaCheck.Unusable unusable) {
            section.problem(key, path.get() + " is no usable JSON Schema: " + unusable.getMessage(), "mend the schema");
        }
    }

    private void patterns(List<Check> checks) {
        String key = "deny-patterns";
        for (Located<String> regex : section.strings(key, List.of())) {
            try {
                checks.add(new Check(
                        PatternCheck.of(regex.value()),
                        Reason.PAYLOAD_PATTERN,
                        rule(regex.origin(), "deny-patterns \"" + regex.value() + "\"")));
            } catch (IllegalArgumentException wrong) {
                section.problem(
                        key,
                        regex,
                        "\"" + regex.value() + "\" is no usable pattern: " + wrong.getMessage(),
                        "write a pattern in RE2 syntax, which has no look-around and no back references");
            }
        }
    }

    private void sets(List<Check> checks) {
        String key = "deny-sets";
        for (Located<String> set : section.strings(key, List.of())) {
            if (!SETS.contains(set.value())) {
                section.problem(
                        key, set, "there is no set \"" + set.value() + "\"", "known: " + String.join(", ", SETS));
                continue;
            }
            DenySet.read(set.value())
                    .forEach((name, check) -> checks.add(new Check(
                            check,
                            Reason.PAYLOAD_PATTERN,
                            rule(set.origin(), "deny-sets " + set.value() + " (" + name + ")"))));
        }
    }

    private Rule rule(Origin origin, String text) {
        return new Rule("class " + className + ": payload " + text, origin);
    }
}
