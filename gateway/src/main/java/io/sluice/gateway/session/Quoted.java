/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

/** Text of a peer for a log line: quoted, short, and without anything that a terminal or a log reader could act on. */
final class Quoted {
    private static final int MAX = 200;

    private Quoted() {}

    static String of(String text) {
        StringBuilder quoted = new StringBuilder(Math.min(text.length(), MAX) + 2).append('"');
        for (int i = 0; i < text.length() && i < MAX; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c >= 0x20 && c < 0x7f) {
                quoted.append(c);
            } else {
                quoted.append(String.format("\\u%04x", (int) c));
            }
        }
        return quoted.append(text.length() > MAX ? "…\"" : "\"").toString();
    }
}
