/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.rule.Origin;
import java.util.ArrayList;
import java.util.List;

/** The problems found so far. Reading goes on after each, so that an operator sees all of them at once. */
public final class Problems {
    private final List<Problem> all = new ArrayList<>();

    public void add(Origin origin, String what, String mend) {
        all.add(new Problem(origin, what, mend));
    }

    /** In the order in which they were found. */
    public List<Problem> all() {
        return List.copyOf(all);
    }

    public boolean none() {
        return all.isEmpty();
    }

    int count() {
        return all.size();
    }
}
