/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

/**
 * The bytes of one step of the table of answers, as a row writes them for every protocol version and QoS at once.
 *
 * <pre>
 *   30 a1b2     bytes in hex                       'text'    its bytes
 *   {30 …}      a packet: its first byte, and      "text"    a string: its length in two bytes, its bytes
 *               the remaining length by itself     […]       properties and their length; nothing before MQTT 5
 *   &lt;a|b&gt;       a before MQTT 5, b from it on      (…)       a group
 *   @7          packet identifier 7, where the     x*3       x three times
 *               row's QoS has one                  NAME      what let, or the list below, says
 *
 *   %c          within either, the client id of the row
 *   PUB         the first byte of a PUBLISH of the row's QoS; PUB+retain, PUB+dup
 *   MQTT        protocol name and level
 * </pre>
 */
final class AnswersBytes {
    /** The name under which the client id of a row stands among the names. */
    static final String CLIENT_ID = "%c";

    private final AnswersTable.Variant variant;
    private final Map<String, String> names;
    private final String text;
    private int at;

    private AnswersBytes(String text, AnswersTable.Variant variant, Map<String, String> names) {
        this.text = text;
        this.variant = variant;
        this.names = names;
    }

    /** What a row's text means in one variant of the row. */
    static byte[] of(String text, AnswersTable.Variant variant, Map<String, String> names) {
        AnswersBytes bytes = new AnswersBytes(text, variant, names);
        byte[] all = bytes.until("");
        if (bytes.at < text.length()) {
            throw bytes.error("unexpected " + text.charAt(bytes.at));
        }
        return all;
    }

    private byte[] until(String closing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length() || ")]}|>".indexOf(text.charAt(at)) >= 0) {
                if (!closing.isEmpty()) {
                    expect(closing);
                }
                return out.toByteArray();
            }
            byte[] item = item();
            int times = times();
            for (int i = 0; i < times; i++) {
                out.writeBytes(item);
            }
        }
    }

    private byte[] item() {
        char c = text.charAt(at++);
        return switch (c) {
            case '\'' -> quoted('\'');
            case '"' -> string(quoted('"'));
            case '(' -> until(")");
            case '{' -> packet(until("}"));
            case '[' -> properties(until("]"));
            case '<' -> {
                byte[] before = until("|");
                byte[] from = until(">");
                yield variant.isVersion5() ? from : before;
            }
            case '@' -> packetIdentifier();
            default -> {
                at--;
                yield Character.isUpperCase(c) ? named() : hex();
            }
        };
    }

    private byte[] quoted(char quote) {
        int end = text.indexOf(quote, at);
        if (end < 0) {
            throw error("a quote that does not end");
        }
        String clientId = names.getOrDefault(CLIENT_ID, "");
        byte[] bytes = text.substring(at, end).replace("%c", clientId).getBytes(StandardCharsets.UTF_8);
        at = end + 1;
        return bytes;
    }

    private static byte[] string(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
        return out.toByteArray();
    }

    private byte[] packet(byte[] bytes) {
        if (bytes.length == 0) {
            throw error("a packet without a first byte");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes[0]);
        varint(out, bytes.length - 1);
        out.write(bytes, 1, bytes.length - 1);
        return out.toByteArray();
    }

    private byte[] properties(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (variant.isVersion5()) {
            varint(out, bytes.length);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private byte[] packetIdentifier() {
        int id = Integer.parseInt(word("0123456789"));
        return publishQos() == 0 ? new byte[0] : new byte[] {(byte) (id >> 8), (byte) id};
    }

    private byte[] named() {
        String name = word("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+abcdefghijklmnopqrstuvwxyz");
        return switch (name) {
            case "PUB" -> publish(0);
            case "PUB+retain" -> publish(1);
            case "PUB+dup" -> publish(8);
            case "MQTT" ->
                switch (variant.version()) {
                    case "3.1" -> Wire.bytes("0006'MQIsdp' 03");
                    case "3.1.1" -> Wire.bytes("0004'MQTT' 04");
                    default -> Wire.bytes("0004'MQTT' 05");
                };
            default -> {
                String meaning = names.get(name);
                if (meaning == null) {
                    throw error("nobody said what " + name + " is");
                }
                yield of(meaning, variant, names);
            }
        };
    }

    private byte[] publish(int flags) {
        return new byte[] {(byte) (0x30 | publishQos() << 1 | flags)};
    }

    private int publishQos() {
        if (variant.qos() < 0) {
            throw error("a row without a QoS");
        }
        return variant.qos();
    }

    private byte[] hex() {
        String digits = word("0123456789abcdef");
        if (digits.isEmpty() || digits.length() % 2 != 0) {
            throw error("neither hex nor anything else");
        }
        return HexFormat.of().parseHex(digits);
    }

    private int times() {
        if (at < text.length() && text.charAt(at) == '*') {
            at++;
            return Integer.parseInt(word("0123456789"));
        }
        return 1;
    }

    private String word(String letters) {
        int start = at;
        while (at < text.length() && letters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private void expect(String closing) {
        if (at == text.length() || text.charAt(at) != closing.charAt(0)) {
            throw error("no " + closing);
        }
        at++;
    }

    private IllegalArgumentException error(String what) {
        return new IllegalArgumentException(what + " at " + at + " of: " + text);
    }
}
