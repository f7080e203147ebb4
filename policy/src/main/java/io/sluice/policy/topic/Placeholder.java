/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

/** What a rule may name in place of a text that each session brings. */
public enum Placeholder {
    /** {@code %c} */
    CLIENT_ID('c'),
    /** {@code %u} */
    USER_NAME('u'),
    /** {@code %n}: of the device's certificate. */
    COMMON_NAME('n'),
    /** {@code %i} */
    SOURCE_ADDRESS('i');

    private final char letter;

    Placeholder(char letter) {
        this.letter = letter;
    }

    char letter() {
        return letter;
    }
}
