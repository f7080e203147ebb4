/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.payload;

/** Reads texts as those do who undo escapes, so that a pattern is not hidden behind them. */
final class Escapes {
    private static final int UNICODE_DIGITS = 4;

    private Escapes() {}

    /** Undoes the escapes of JSON strings (RFC 8259, section 7) wherever they stand; the same text if there are none. */
    static String ofJson(String text) {
        int at = text.indexOf('\\');
        if (at < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, at);
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '\\' || at + 1 == text.length()) {
                out.append(c);
                at++;
                continue;
            }
            char escaped = text.charAt(at + 1);
            int code = escaped == 'u' ? hex(text, at + 2, UNICODE_DIGITS) : -1;
            if (code >= 0) {
                out.append((char) code);
                at += 2 + UNICODE_DIGITS;
            } else {
                out.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            case 'b' -> '\b';
                            case 'f' -> '\f';
                            default -> escaped;
                        });
                at += 2;
            }
        }
        return out.toString();
    }

    /** Undoes percent-encoding (RFC 3986, section 2.1), byte for character; the same text if there is none. */
    static String ofUrls(String text) {
        int at = text.indexOf('%');
        if (at < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, at);
        while (at < text.length()) {
            char c = text.charAt(at);
            int code = c == '%' ? hex(text, at + 1, 2) : -1;
            out.append(code >= 0 ? (char) code : c == '+' ? ' ' : c);
            at += code >= 0 ? 3 : 1;
        }
        return out.toString();
    }

    /** The number that so many hexadecimal digits stand for, -1 if they do not stand there. */
    private static int hex(String text, int at, int digits) {
        if (at + digits > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0 || text.charAt(i) > 'f') {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
