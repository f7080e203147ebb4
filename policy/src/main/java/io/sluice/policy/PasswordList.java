/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** Passwords that are too common to protect anything. Compared without regard to the case of ASCII letters. */
public final class PasswordList {
    private static final PasswordList EMPTY = new PasswordList(Set.of());

    private final Set<String> folded;

    private PasswordList(Set<String> folded) {
        this.folded = folded;
    }

    /** Refuses none. */
    public static PasswordList empty() {
        return EMPTY;
    }

    public static PasswordList of(Collection<String> passwords) {
        return new PasswordList(passwords.stream()
                .map(text -> Password.of(text.getBytes(StandardCharsets.UTF_8)).folded())
                .collect(Collectors.toUnmodifiableSet()));
    }

    public int size() {
        return folded.size();
    }

    boolean holds(Password password) {
        return !folded.isEmpty() && !password.isForgotten() && folded.contains(password.folded());
    }
}
