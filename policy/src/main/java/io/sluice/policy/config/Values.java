/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.sluice.policy.rule.Origin;
import java.util.Optional;

/** What a HOCON value is and where it is written. */
final class Values {
    private Values() {}

    static Origin origin(ConfigOrigin origin) {
        int line = Math.max(0, origin.lineNumber());
        String file = origin.filename();
        if (file == null) {
            String suffix = ": " + line;
            String description = origin.description();
            file = description.endsWith(suffix)
                    ? description.substring(0, description.length() - suffix.length())
                    : description;
        }
        return new Origin(file, line);
    }

    /** The text of a string, number or boolean as it is written. */
    static Optional<String> text(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> Optional.of(value.atKey("value").getString("value"));
            case OBJECT, LIST, NULL -> Optional.empty();
        };
    }

    /** Of a boolean, or of a word that HOCON reads as one. */
    static Optional<Boolean> flag(ConfigValue value) {
        if (value.valueType() != ConfigValueType.BOOLEAN && value.valueType() != ConfigValueType.STRING) {
            return Optional.empty();
        }
        try {
            return Optional.of(value.atKey("value").getBoolean("value"));
        } catch (ConfigException.WrongType e) {
            return Optional.empty();
        }
    }

    /** For a message: the text in quotes, or the kind of value. */
    static String shown(ConfigValue value) {
        return switch (value.valueType()) {
            case OBJECT -> "a section";
            case LIST -> "a list";
            case NULL -> "null";
            case STRING, NUMBER, BOOLEAN -> "\"" + text(value).orElse("") + "\"";
        };
    }
}
