/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.policy.config.Section;

/**
 * Settings that the configuration has a place for and this version does nothing with. They are refused: a gateway that
 * starts and silently leaves out what it was told would be trusted for what it does not do.
 */
final class NotYet {
    private static final String MEND = "leave it out";

    private NotYet() {}

    static void say(Section section, String key) {
        section.problem(key, "is not in this version yet", MEND);
    }
}
