/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

/** Colour, where there is a terminal that shows it and nobody asked for none (NO_COLOR). */
record Paint(boolean colours) {
    private static final String RESET = "\u001b[0m";

    String good(String text) {
        return paint("\u001b[32m", text);
    }

    String bad(String text) {
        return paint("\u001b[31m", text);
    }

    String faint(String text) {
        return paint("\u001b[2m", text);
    }

    String strong(String text) {
        return paint("\u001b[1m", text);
    }

    private String paint(String code, String text) {
        return colours ? code + text + RESET : text;
    }
}
