/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.payload.PatternCheck;
import io.sluice.policy.payload.PayloadCheck;
import java.util.LinkedHashMap;
import java.util.Map;

/** A named set of patterns that ships: {@code name: pattern} a line, without regard to case. */
final class DenySet {
    private DenySet() {}

    /** The checks of a set by their names, in their order. */
    static Map<String, PayloadCheck> read(String set) {
        Map<String, PayloadCheck> checks = new LinkedHashMap<>();
        Shipped.text("deny-set-" + set + ".txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    int colon = line.indexOf(": ");
                    checks.put(line.substring(0, colon), PatternCheck.of("(?is)" + line.substring(colon + 2)));
                });
        return checks;
    }
}
