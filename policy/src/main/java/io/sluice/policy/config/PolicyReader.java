/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.ClientClass;
import io.sluice.policy.Limits;
import io.sluice.policy.Policy;
import io.sluice.policy.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code policy}, {@code network} and {@code limits}. */
public final class PolicyReader {

    /** What becomes of a CONNECT that no class matches. */
    private enum DefaultAction {
        DENY,
        ALLOW
    }

    private PolicyReader() {}

    /**
     * @param sluice the section around the three; its end is not declared
     * @param listenerNames what {@code match.listener} may name
     * @param files reads the files that are named
     * @param problems those of {@code sluice}
     * @return empty if there were problems in these parts
     */
    public static Optional<Policy> read(
            Section sluice, Set<String> listenerNames, NamedFiles files, Problems problems) {
        int before = problems.count();
        NetworkReader.Network network = NetworkReader.read(sluice.section("network"));
        Limits limits = LimitsReader.read(sluice.section("limits"));
        Section policy = sluice.section("policy");
        DefaultAction action = policy.word("default-action", DefaultAction.class, DefaultAction.DENY);
        List<ClientClass> classes = classes(policy, listenerNames, limits, files);
        policy.end();
        if (problems.count() > before) {
            return Optional.empty();
        }
        Rule fallback = new Rule("policy: default-action " + Quantity.word(action), policy.origin("default-action"));
        Optional<ClientClass> otherwise =
                action == DefaultAction.ALLOW ? Optional.of(DefaultClass.of(fallback, limits)) : Optional.empty();
        return Optional.of(new Policy(network.table(), network.others(), limits, classes, otherwise, fallback));
    }

    private static List<ClientClass> classes(
            Section policy, Set<String> listenerNames, Limits limits, NamedFiles files) {
        List<ClientClass> classes = new ArrayList<>();
        Map<String, Section> names = new HashMap<>();
        for (Section section : policy.sections("classes")) {
            ClientClass read = new ClassReader(section, listenerNames, limits, files).read();
            classes.add(read);
            Section earlier = names.putIfAbsent(read.name(), section);
            if (earlier != null && !read.name().isEmpty()) {
                section.problem(
                        "name",
                        "is \"" + read.name() + "\", as at " + earlier.origin("name"),
                        "give each class a name of its own");
            }
        }
        return classes;
    }
}
