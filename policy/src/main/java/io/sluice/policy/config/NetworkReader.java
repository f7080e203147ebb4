/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.Reason;
import io.sluice.policy.Verdict;
import io.sluice.policy.net.AddressRange;
import io.sluice.policy.net.AddressTable;
import io.sluice.policy.net.InvalidAddressRange;
import io.sluice.policy.rule.Rule;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code network}, and address ranges wherever they stand. */
final class NetworkReader {

    /** @param others named when no range holds an address */
    record Network(AddressTable<Verdict> table, Rule others) {}

    private NetworkReader() {}

    static Network read(Section section) {
        Map<AddressRange, Verdict> verdicts = new HashMap<>();
        // Deny comes first and stays: it wins on a tie.
        ranges(section, "deny", List.of(), "network: deny")
                .forEach((range, rule) -> verdicts.putIfAbsent(range, new Verdict.Refuse(Reason.NETWORK, rule)));
        ranges(section, "allow", List.of("0.0.0.0/0", "::/0"), "network: allow")
                .forEach((range, rule) -> verdicts.putIfAbsent(range, new Verdict.Allow(rule, false)));
        Rule others = new Rule("network: allow holds no range with this address", section.origin("allow"));
        section.end();
        return new Network(AddressTable.of(verdicts), others);
    }

    /** @param prefix of the rules' texts */
    static Map<AddressRange, Rule> ranges(Section section, String key, List<String> fallback, String prefix) {
        Map<AddressRange, Rule> ranges = new LinkedHashMap<>();
        for (Located<String> text : section.strings(key, fallback)) {
            try {
                Rule rule = new Rule(prefix + " " + text.value(), text.origin());
                ranges.putIfAbsent(AddressRange.parse(text.value()), rule);
            } catch (InvalidAddressRange e) {
                section.problem(key, text, e.what(), e.mend());
            }
        }
        return ranges;
    }
}
