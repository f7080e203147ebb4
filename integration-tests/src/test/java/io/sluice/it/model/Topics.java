/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Topic names and filters at random, out of few words, so that they run into the rules of the policy often. */
final class Topics {
    private static final List<String> FIRST =
            List.of("up", "up", "up", "down", "down", "down", "both", "", "$SYS", "x");
    private static final List<String> LATER =
            List.of("secret", "hidden", "no", "echo", "x", "y", "", "up", "ünï", "$x");

    private final Chance chance;
    private final String clientId;

    Topics(Chance chance, String clientId) {
        this.chance = chance;
        this.clientId = clientId;
    }

    String name() {
        String name = IntStream.range(0, chance.between(1, 4))
                .mapToObj(level -> level == 0 ? chance.of(FIRST) : chance.oneIn(6) ? clientId : chance.of(LATER))
                .collect(Collectors.joining("/"));
        return name.isEmpty() ? "/" : name;
    }

    String filter() {
        String[] levels = name().split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            if (chance.oneIn(4)) {
                levels[i] = "+";
            }
        }
        if (chance.oneIn(3)) {
            levels[levels.length - 1] = "#";
        }
        String filter = String.join("/", levels);
        return chance.oneIn(5) ? "$share/group/" + filter : filter;
    }
}
