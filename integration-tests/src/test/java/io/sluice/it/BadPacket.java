/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A packet that the specification forbids, or that brokers are known to read in more than one way.
 *
 * @param level the protocol level of the session that it is sent in
 * @param reasonCode what an MQTT 5 client is told
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record BadPacket(String what, int level, byte[] bytes, int reasonCode) {
    private static final int MALFORMED = 0x81;
    private static final int PROTOCOL_ERROR = 0x82;
    private static final int ALIAS_INVALID = 0x94;

    /** Bytes that are in no string. */
    private static final Map<String, String> NO_TEXT = new LinkedHashMap<>();

    static {
        NO_TEXT.put("U+0000", "00");
        NO_TEXT.put("U+0001", "01");
        NO_TEXT.put("a tab", "09");
        NO_TEXT.put("a line feed", "0a");
        NO_TEXT.put("U+001F", "1f");
        NO_TEXT.put("U+007F", "7f");
        NO_TEXT.put("U+0080", "c280");
        NO_TEXT.put("U+009F", "c29f");
        NO_TEXT.put("U+FDD0", "efb790");
        NO_TEXT.put("U+FDEF", "efb7af");
        NO_TEXT.put("U+FFFE", "efbfbe");
        NO_TEXT.put("U+FFFF", "efbfbf");
        NO_TEXT.put("U+1FFFF", "f09fbfbf");
        NO_TEXT.put("U+10FFFF", "f48fbfbf");
        NO_TEXT.put("U+110000", "f4908080");
        NO_TEXT.put("NUL in two bytes", "c080");
        NO_TEXT.put("a slash in two bytes", "c0af");
        NO_TEXT.put("a slash in three bytes", "e080af");
        NO_TEXT.put("a slash in four bytes", "f08080af");
        NO_TEXT.put("U+07FF in three bytes", "e09fbf");
        NO_TEXT.put("U+FFFF in four bytes", "f08fbfbf");
        NO_TEXT.put("a high surrogate", "eda080");
        NO_TEXT.put("a low surrogate", "edbfbf");
        NO_TEXT.put("a pair of surrogates", "eda0bdedb88a");
        NO_TEXT.put("a continuation alone", "80");
        NO_TEXT.put("half a character", "e282");
        NO_TEXT.put("0xFE", "fe");
        NO_TEXT.put("0xFF", "ff");
        NO_TEXT.put("a character of five bytes", "f888808080");
    }

    @Override
    public String toString() {
        return what + " at level " + level + ": " + Wire.hex(bytes);
    }

    /** Those that are sent in a session. */
    static List<BadPacket> inASession(int level) {
        Table table = new Table(level, new ArrayList<>());
        table.publishes();
        table.filters();
        table.others();
        table.headers();
        if (level == 5) {
            table.properties();
        }
        return table.all;
    }

    /** Those that are sent instead of a CONNECT, with the level that they give themselves. */
    static List<BadPacket> insteadOfConnect(int level) {
        Table table = new Table(level, new ArrayList<>());
        table.connects();
        return table.all;
    }

    /** A packet with the remaining length that it needs. */
    static byte[] packet(String first, byte[] body) {
        return Wire.bytes(first + length(body.length) + Wire.hex(body));
    }

    private static String length(int length) {
        StringBuilder hex = new StringBuilder();
        int rest = length;
        do {
            hex.append("%02x".formatted(rest > 0x7f ? rest & 0x7f | 0x80 : rest));
            rest >>= 7;
        } while (rest > 0);
        return hex.toString();
    }

    /** A string in a script: its length and its bytes. */
    private static String text(String script) {
        return "%04x".formatted(Wire.bytes(script).length) + script;
    }

    /** Writes scripts in which {@code ~} stands for the properties that MQTT 5 wants there, none of them. */
    private record Table(int level, List<BadPacket> all) {
        private void add(String what, String first, String body) {
            add(what, first, body, MALFORMED);
        }

        private void add(String what, String first, String body, int reasonCode) {
            all.add(new BadPacket(what, level, packet(first, bytes(body)), reasonCode));
        }

        private void raw(String what, String script, int reasonCode) {
            all.add(new BadPacket(what, level, bytes(script), reasonCode));
        }

        private byte[] bytes(String script) {
            return Wire.bytes(script.replace("~", level == 5 ? "00" : ""));
        }

        void publishes() {
            NO_TEXT.forEach((name, hex) -> add("topic with " + name, "30", text("'a/'" + hex + "'b'") + "~ 'x'"));
            for (String topic : List.of("+", "#", "a/+", "a/+/b", "a/#", "a+", "a#b", "\\", "a\\b", "a.b/\\/c")) {
                add("topic " + topic, "30", text("'" + topic + "'") + "~ 'x'");
            }
            add("no topic", "30", "0000 ~ 'x'", PROTOCOL_ERROR);
            add("topic past the end", "30", "0010 'a/b' ~");
            add("half a topic length", "30", "00");
            add("empty PUBLISH", "30", "");
            add("QoS 3", "36", "0003'a/b' 0001 ~ 'x'");
            add("QoS 3 again and retained", "3f", "0003'a/b' 0001 ~ 'x'");
            add("duplicate of QoS 0", "38", "0003'a/b' ~ 'x'");
            add("duplicate of QoS 0, retained", "39", "0003'a/b' ~ 'x'");
            add("QoS 1 without packet identifier", "32", "0003'a/b'");
            add("QoS 1 with half a packet identifier", "32", "0003'a/b' 00");
            add("QoS 1 with packet identifier 0", "32", "0003'a/b' 0000 ~ 'x'", PROTOCOL_ERROR);
            add("QoS 2 with packet identifier 0", "34", "0003'a/b' 0000 ~ 'x'", PROTOCOL_ERROR);
        }

        void filters() {
            NO_TEXT.forEach((name, hex) -> {
                add("filter with " + name, "82", "0001 ~" + text("'a/'" + hex + "'b'") + "00");
                add("UNSUBSCRIBE of " + name, "a2", "0001 ~" + text("'a/'" + hex + "'b'"));
            });
            for (String filter :
                    List.of("", "a#", "#a", "a/#/b", "a+", "+a", "a/b+/c", "##", "++", "#/", "+#", "a\\/b", "\\#")) {
                add("filter '" + filter + "'", "82", "0001 ~" + text("'" + filter + "'") + "00");
                add("UNSUBSCRIBE of '" + filter + "'", "a2", "0001 ~" + text("'" + filter + "'"));
                add("second filter '" + filter + "'", "82", "0001 ~ 0001'a' 00" + text("'" + filter + "'") + "00");
            }
            for (String options : List.of("03", "07", "30", "40", "80", "ff")) {
                add("options " + options, "82", "0001 ~ 0003'a/b'" + options);
                add("second options " + options, "82", "0001 ~ 0003'a/b' 01 0003'a/c'" + options);
            }
            if (level < 5) {
                for (String options : List.of("04", "08", "10", "20")) {
                    add("options of MQTT 5 " + options, "82", "0001 0003'a/b'" + options);
                }
            } else {
                add("No Local and shared", "82", "0001 ~ 000a'$share/g/a' 04", PROTOCOL_ERROR);
            }
            add("SUBSCRIBE of nothing", "82", "0001 ~", PROTOCOL_ERROR);
            add("SUBSCRIBE without options", "82", "0001 ~ 0003'a/b'");
            add("SUBSCRIBE with a byte too many", "82", "0001 ~ 0003'a/b' 01 00");
            add("SUBSCRIBE with packet identifier 0", "82", "0000 ~ 0003'a/b' 01", PROTOCOL_ERROR);
            add("UNSUBSCRIBE of nothing at all", "a2", "0001 ~", PROTOCOL_ERROR);
            add("UNSUBSCRIBE with a byte too many", "a2", "0001 ~ 0003'a/b' 00");
            add("UNSUBSCRIBE with packet identifier 0", "a2", "0000 ~ 0003'a/b'", PROTOCOL_ERROR);
        }

        void others() {
            for (String first : List.of("80", "81", "83", "86", "8f")) {
                add("SUBSCRIBE " + first, first, "0001 ~ 0003'a/b' 01");
            }
            for (String first : List.of("a0", "a1", "a3")) {
                add("UNSUBSCRIBE " + first, first, "0001 ~ 0003'a/b'");
            }
            if (level > 3) {
                add("SUBSCRIBE 8a", "8a", "0001 ~ 0003'a/b' 01");
                add("UNSUBSCRIBE aa", "aa", "0001 ~ 0003'a/b'");
                add("PUBREL 6a", "6a", "0001");
            }
            for (String first : List.of("41", "42", "52", "58", "60", "61", "63", "72")) {
                add("acknowledgement " + first, first, "0001");
            }
            for (String first : List.of("40", "50", "62", "70")) {
                add("acknowledgement of 0 " + first, first, "0000", PROTOCOL_ERROR);
                add("acknowledgement of half an identifier " + first, first, "00");
                add("acknowledgement with bytes too many " + first, first, level == 5 ? "0001 00 00 00" : "0001 00");
            }
            for (String first : List.of("c1", "c2", "c8", "e1", "e8")) {
                add("empty packet " + first, first, "");
            }
            add("PINGREQ with a byte", "c0", "00");
            add("DISCONNECT with bytes too many", "e0", level == 5 ? "00 00 00" : "00");
            // The packets of a server, and none.
            for (String first : List.of("00", "20", "90", "b0", "d0")) {
                add("packet of no client " + first, first, "0000", PROTOCOL_ERROR);
            }
            add("AUTH", "f0", level == 5 ? "18 00" : "", PROTOCOL_ERROR);
            add("second CONNECT", "10", "0004'MQTT' 04 02 003c 0004'dev1'", PROTOCOL_ERROR);
        }

        void headers() {
            for (String packet : List.of("30#0003'a/b' ~ 'x'", "82#0001 ~ 0003'a/b' 01", "c0#", "40#0001")) {
                String[] parts = packet.split("#");
                String body = parts.length > 1 ? parts[1] : "";
                int size = bytes(body).length;
                raw("length in two bytes " + packet, parts[0] + "%02x 00".formatted(size | 0x80) + body, MALFORMED);
                raw("length in three " + packet, parts[0] + "%02x 80 00".formatted(size | 0x80) + body, MALFORMED);
                raw("length in five " + packet, parts[0] + "%02x 80 80 80 00".formatted(size | 0x80) + body, MALFORMED);
            }
            raw("length without end", "30 ff ff ff ff ff", MALFORMED);
        }

        void properties() {
            Map<String, String> single = new LinkedHashMap<>();
            single.put("payload format", "01 01");
            single.put("message expiry", "02 00000100");
            single.put("content type", "03 0001'c'");
            single.put("response topic", "08 0001'r'");
            single.put("correlation data", "09 0001 00");
            single.put("topic alias", "23 0001");
            single.forEach((name, hex) -> publish(name + " twice", hex + hex, PROTOCOL_ERROR));
            publish("response topic with a backslash", "08 0003'r\\x'", MALFORMED);
            for (String hex : List.of("00", "04 00", "0b", "11 00000001", "15 0001'm'", "18 00000001", "1f 0001'r'")) {
                publish("a property that it cannot have " + hex, hex, MALFORMED);
            }
            for (String hex : List.of("21 0001", "22 0001", "24 01", "27 00000400", "2a 01", "2b 00", "7f 00")) {
                publish("a property that it cannot have " + hex, hex, MALFORMED);
            }
            publish("a subscription identifier", "0b 01", PROTOCOL_ERROR);
            publish("an identifier longer than needed", "81 00 01", MALFORMED);
            publish("payload format 2", "01 02", PROTOCOL_ERROR);
            publish("half a number", "02 0000", MALFORMED);
            publish("half a pair", "26 0001'k'", MALFORMED);
            publish("an empty response topic", "08 0000", MALFORMED);
            publish("a response topic with a wildcard", "08 0003'a/+'", MALFORMED);
            publish("alias 0", "23 0000", ALIAS_INVALID);
            publish("alias 11 of 10", "23 000b", ALIAS_INVALID);
            publish("alias 65535 of 10", "23 ffff", ALIAS_INVALID);
            add("alias of no topic", "30", "0000 03 23 0001 'x'", PROTOCOL_ERROR);
            NO_TEXT.forEach((name, hex) -> {
                publish("a user property with " + name, "26" + text(hex) + "0001'v'", MALFORMED);
                publish("a value with " + name, "26 0001'k'" + text(hex), MALFORMED);
                publish("a content type with " + name, "03" + text(hex), MALFORMED);
                publish("a response topic with " + name, "08" + text(hex), MALFORMED);
            });
            add("properties past the end", "30", "0003'a/b' 05 01 01");
            add("properties that cut a value", "30", "0003'a/b' 03 02 0000 0100");
            add("property length in two bytes", "30", "0003'a/b' 80 00 'x'");
            add("property length without end", "30", "0003'a/b' ff ff ff ff 7f");
            add("no property length", "30", "0003'a/b'");
            add("QoS 1, no property length", "32", "0003'a/b' 0001");
            add("subscription identifier 0", "82", "0001 02 0b 00 0003'a/b' 01", PROTOCOL_ERROR);
            add("subscription identifier twice", "82", "0001 04 0b 01 0b 02 0003'a/b' 01", PROTOCOL_ERROR);
            add("subscription identifier in two bytes", "82", "0001 03 0b 81 00 0003'a/b' 01");
            add("subscription identifier in UNSUBSCRIBE", "a2", "0001 02 0b 01 0003'a/b'");
            add("alias in SUBSCRIBE", "82", "0001 03 23 0001 0003'a/b' 01");
            add("PUBACK with reason 0x01", "40", "0001 01", PROTOCOL_ERROR);
            add("PUBREL with reason 0x80", "62", "0001 80", PROTOCOL_ERROR);
            add("PUBREL with an alias", "62", "0001 00 03 23 0001");
            add("DISCONNECT with reason 0x01", "e0", "01", PROTOCOL_ERROR);
            add("DISCONNECT with a server's reason", "e0", "8b", PROTOCOL_ERROR);
            add("DISCONNECT with a server reference", "e0", "00 04 1c 0001's'", PROTOCOL_ERROR);
            add("DISCONNECT that revives a session", "e0", "00 05 11 00000001", PROTOCOL_ERROR);
            add("DISCONNECT with an alias", "e0", "00 03 23 0001");
        }

        private void publish(String what, String properties, int reasonCode) {
            String body = "0003'a/b' %02x".formatted(Wire.bytes(properties).length) + properties + "'x'";
            add("PUBLISH with " + what, "30", body, reasonCode);
        }

        void connects() {
            String name = level == 3 ? "0006'MQIsdp'" : "0004'MQTT'";
            String start = name + "%02x".formatted(level);
            String id = "0004'dev1'";
            connect("the bridge bit", name + "%02x".formatted(0x80 | level) + "02 003c ~" + id);
            connect(
                    "another name",
                    (level == 3 ? "0004'MQTT'" : "0006'MQIsdp'") + "%02x".formatted(level) + "02 003c ~" + id);
            connect(
                    "a name in small letters",
                    name.toLowerCase(java.util.Locale.ROOT) + "%02x".formatted(level) + "02 003c ~" + id);
            for (String unknown : List.of("00", "01", "02", "06", "ff")) {
                connect("level " + unknown, name + unknown + "02 003c ~" + id);
            }
            connect("the reserved flag", start + "03 003c ~" + id);
            connect("QoS of no will", start + "0a 003c ~" + id);
            connect("Retain of no will", start + "22 003c ~" + id);
            connect("will of QoS 3", start + "1e 003c ~" + id + "~ 0001'w' 0001'x'");
            connect("an empty will topic", start + "06 003c ~" + id + "~ 0000 0001'x'");
            connect("a will topic with a wildcard", start + "06 003c ~" + id + "~ 0003'w/#' 0001'x'");
            connect("a will topic with a backslash", start + "06 003c ~" + id + "~ 0003'w\\x' 0001'x'");
            connect("a will cut short", start + "06 003c ~" + id + "~ 0001'w' 0002'x'");
            connect("no user name where one is announced", start + "82 003c ~" + id);
            connect("a user name that nobody announced", start + "02 003c ~" + id + "0001'u'");
            connect("a byte too many", start + "02 003c ~" + id + "00");
            connect("half a keep alive", start + "02 00");
            connect("nothing", "");
            if (level < 5) {
                connect("a password without user name", start + "42 003c" + id + "0001'p'");
            }
            NO_TEXT.forEach((what, hex) -> {
                connect("a client id with " + what, start + "02 003c ~" + text("'d'" + hex));
                connect("a user name with " + what, start + "82 003c ~" + id + text("'u'" + hex));
                connect("a will topic with " + what, start + "06 003c ~" + id + "~" + text("'w'" + hex) + "0001'x'");
            });
            String good = start + "02 003c ~" + id;
            for (String first : List.of("11", "12", "14", "18", "1f")) {
                add("CONNECT " + first, first, good);
            }
            raw(
                    "CONNECT of a length in two bytes",
                    "10 %02x 00".formatted(bytes(good).length | 0x80) + good,
                    MALFORMED);
            add("PUBLISH first", "30", "0003'a/b' ~ 'x'");
            add("SUBSCRIBE first", "82", "0001 ~ 0003'a/b' 01");
            add("PINGREQ first", "c0", "");
            if (level == 5) {
                connectProperties(start, id);
            }
        }

        private void connectProperties(String start, String id) {
            for (String hex : List.of(
                    "21 0000", "27 00000000", "16 0001 00", "17 02", "19 02", "01 01", "23 0001", "18 00000001")) {
                connect("property " + hex, start + "02 003c %02x".formatted(Wire.bytes(hex).length) + hex + id);
            }
            for (String hex :
                    List.of("11 00000001", "15 0001'm'", "17 01", "19 01", "21 0001", "22 0001", "27 00000400")) {
                String twice = hex + hex;
                connect("twice " + hex, start + "02 003c %02x".formatted(Wire.bytes(twice).length) + twice + id);
            }
            for (String hex : List.of(
                    "01 02",
                    "08 0000",
                    "08 0001'#'",
                    "08 0001'\\'",
                    "11 00000001",
                    "23 0001",
                    "18 0000000118 00000001")) {
                String will = "%02x".formatted(Wire.bytes(hex).length) + hex + "0001'w' 0001'x'";
                connect("will property " + hex, start + "06 003c 00" + id + will);
            }
        }

        private void connect(String what, String body) {
            add("CONNECT with " + what, "10", body);
        }
    }
}
