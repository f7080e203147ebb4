/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.PasswordList;

/** Reads lists of refused passwords: one a line; empty lines and lines that begin with {@code #} do not count. */
final class PasswordLists {
    static final String NONE = "none";
    private static final String COMMON = "common";

    private final NamedFiles files;

    PasswordLists(NamedFiles files) {
        this.files = files;
    }

    /**
     * @param text {@code none}, {@code common} for the list that ships, or a file
     */
    PasswordList read(Section section, String key, String text) {
        return switch (text) {
            case NONE -> PasswordList.empty();
            case COMMON -> list(Shipped.text("common-passwords.txt"));
            default -> file(section, key, text);
        };
    }

    private PasswordList file(Section section, String key, String text) {
        String mend = "write none, common, or a file with one password a line";
        try {
            PasswordList read = list(files.text(section.origin(key), text));
            if (read.size() == 0) {
                section.problem(key, text + " holds no password", mend);
            }
            return read;
        } catch (NamedFiles.Unusable unusable) {
            section.problem(key, unusable.what(), mend);
            return PasswordList.empty();
        }
    }

    private static PasswordList list(String text) {
        return PasswordList.of(text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList());
    }
}
