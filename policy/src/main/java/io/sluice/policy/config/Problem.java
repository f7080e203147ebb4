/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.rule.Origin;

/**
 * Something wrong in the configuration.
 *
 * @param mend what to write instead
 */
public record Problem(Origin origin, String what, String mend) {

    @Override
    public String toString() {
        return origin + ": " + what + "; " + mend;
    }
}
