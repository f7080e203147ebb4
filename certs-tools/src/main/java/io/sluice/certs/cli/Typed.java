/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.Refusal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was typed, checked. */
final class Typed {
    private static final int LONGEST_VALIDITY = 36_500;

    private Typed() {}

    static int days(String option, int days) throws Refusal {
        if (days < 1 || days > LONGEST_VALIDITY) {
            throw new Refusal(option + " must be from 1 to " + LONGEST_VALIDITY);
        }
        return days;
    }

    static Optional<Integer> days(String option, @Nullable Integer days) throws Refusal {
        return days == null ? Optional.empty() : Optional.of(days(option, days.intValue()));
    }

    static List<String> list(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }
}
