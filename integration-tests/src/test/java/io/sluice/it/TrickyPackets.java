/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Packets of a client, made by chance but the same for the same seed: odd ones that are good, and as many that are wrong in
 * a byte or two. Their framing is good, so that what follows one is the next packet to everybody.
 */
final class TrickyPackets {
    private static final List<String> LEVELS = List.of(
            "",
            "",
            "a",
            "A",
            "b7",
            " ",
            "a b",
            "a.b",
            ".",
            "..",
            "*",
            ">",
            "&",
            "%c",
            "$x",
            "\\",
            "'",
            "\"",
            ",",
            "null",
            "\u00e9",
            "e\u0301",
            "\u00a0",
            "\u00ad",
            "\u2028",
            "\u200b",
            "\ufeff",
            "\ufffd",
            "\u6e29\u5ea6",
            "\ud83c\udf21",
            "\ue000",
            "\udbff\udffd");
    private static final List<String> WILDCARDS = List.of("+", "+", "#", "a+", "#b");
    private static final List<String> NO_TEXT =
            List.of("00", "01", "1f", "7f", "c280", "efbfbf", "c0af", "eda080", "f4908080", "80", "e282", "ff");
    private static final List<Integer> PUBLISH_PROPERTIES = List.of(0x01, 0x02, 0x03, 0x08, 0x09, 0x26, 0x26, 0x23);
    private static final List<Integer> WILL_PROPERTIES = List.of(0x01, 0x02, 0x03, 0x08, 0x09, 0x26, 0x18);
    private static final List<Integer> CONNECT_PROPERTIES = List.of(0x11, 0x21, 0x22, 0x17, 0x19, 0x26, 0x27);
    private static final List<Integer> SUBSCRIBE_PROPERTIES = List.of(0x0b, 0x26);

    private final Random random;
    private final int level;

    TrickyPackets(long seed, int level) {
        this.random = new Random(seed);
        this.level = level;
    }

    byte[] publish(int number) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int qos = random.nextInt(3);
        boolean byAlias = level == 5 && oneIn(6);
        text(body, byAlias ? new byte[0] : name());
        if (qos > 0) {
            u16(body, oneIn(40) ? 0 : 1 + random.nextInt(65_534));
        }
        if (level == 5) {
            List<Integer> properties = some(PUBLISH_PROPERTIES);
            if (byAlias && !properties.contains(0x23)) {
                properties.add(0x23);
            }
            properties(body, properties);
        }
        // Its number, so that no two are alike.
        body.writeBytes(
                ("%d:".formatted(number) + LEVELS.get(random.nextInt(LEVELS.size()))).getBytes(StandardCharsets.UTF_8));
        int flags = (qos > 0 && oneIn(8) ? 8 : 0) | qos << 1 | (oneIn(4) ? 1 : 0);
        return packet(3, flags, body);
    }

    /** A SUBSCRIBE or an UNSUBSCRIBE. */
    byte[] filters() {
        int type = oneIn(4) ? 10 : 8;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        u16(body, oneIn(40) ? 0 : 1 + random.nextInt(65_534));
        if (level == 5) {
            properties(body, type == 8 ? some(SUBSCRIBE_PROPERTIES) : List.of());
        }
        int count = oneIn(30) ? 0 : 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            text(body, filter());
            if (type == 8) {
                int retainHandling = random.nextInt(oneIn(20) ? 4 : 3);
                int more = level == 5 ? retainHandling << 4 | (oneIn(3) ? 8 : 0) | (oneIn(6) ? 4 : 0) : 0;
                body.write(more | random.nextInt(oneIn(20) ? 4 : 3));
            }
        }
        return packet(type, 2, body);
    }

    byte[] connect(String clientId) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, (level == 3 ? "MQIsdp" : "MQTT").getBytes(StandardCharsets.UTF_8));
        body.write(level);
        boolean will = random.nextBoolean();
        boolean username = random.nextBoolean();
        boolean password = oneIn(level == 5 || username ? 2 : 40);
        int willFlags = will ? 4 | random.nextInt(3) << 3 | (oneIn(3) ? 0x20 : 0) : 0;
        body.write(willFlags | (username ? 0x80 : 0) | (password ? 0x40 : 0) | (random.nextBoolean() ? 2 : 0));
        u16(body, 1 + random.nextInt(3_600));
        if (level == 5) {
            properties(body, some(CONNECT_PROPERTIES));
        }
        text(body, (clientId + LEVELS.get(random.nextInt(LEVELS.size()))).getBytes(StandardCharsets.UTF_8));
        if (will) {
            if (level == 5) {
                properties(body, some(WILL_PROPERTIES));
            }
            text(body, name());
            text(body, ("will of " + clientId).getBytes(StandardCharsets.UTF_8));
        }
        if (username) {
            text(body, oneIn(10) ? new byte[0] : name());
        }
        if (password) {
            text(body, new byte[] {0, -1});
        }
        return packet(1, 0, body);
    }

    // ---- what they are made of ----

    private byte[] packet(int type, int flags, ByteArrayOutputStream body) {
        byte[] bytes = body.toByteArray();
        for (int wrong = oneIn(2) ? 0 : random.nextInt(3); wrong > 0; wrong--) {
            bytes = wrong(bytes);
        }
        int lower = oneIn(30) ? random.nextInt(16) : flags;
        return BadPacket.packet("%02x".formatted(type << 4 | lower), bytes);
    }

    private byte[] wrong(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[1];
        }
        int at = random.nextInt(bytes.length);
        byte any = (byte) new int[] {0, 1, 0x1f, 0x2f, 0x7f, 0x80, 0xc0, 0xff, random.nextInt(256)}[random.nextInt(9)];
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        changed.write(bytes, 0, at);
        int from = at;
        switch (random.nextInt(5)) {
            case 0 -> from++;
            case 1 -> changed.write(any);
            case 2 -> {
                changed.write(any);
                from++;
            }
            case 3 -> {
                changed.write(bytes[at] ^ 1 << random.nextInt(8));
                from++;
            }
            default -> from = random.nextInt(20) == 0 ? bytes.length : from;
        }
        changed.write(bytes, from, bytes.length - from);
        return changed.toByteArray();
    }

    private List<Integer> some(List<Integer> properties) {
        List<Integer> chosen = new ArrayList<>();
        for (int id : properties) {
            if (oneIn(3)) {
                chosen.add(id);
            }
        }
        if (!chosen.isEmpty() && oneIn(25)) {
            chosen.add(chosen.get(0));
        }
        java.util.Collections.shuffle(chosen, random);
        return chosen;
    }

    private void properties(ByteArrayOutputStream body, List<Integer> ids) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int id : ids) {
            all.write(id);
            switch (id) {
                case 0x01, 0x17, 0x19 -> all.write(random.nextInt(oneIn(10) ? 3 : 2));
                case 0x02, 0x11, 0x27 -> all.writeBytes(new byte[] {0, 1, 0, (byte) random.nextInt(256)});
                case 0x18 -> all.writeBytes(new byte[] {0, 0, 0, (byte) random.nextInt(2)});
                case 0x21, 0x22 -> u16(all, random.nextInt(oneIn(10) ? 2 : 100) + (id == 0x21 ? 1 : 0));
                case 0x23 -> u16(all, random.nextInt(oneIn(8) ? 13 : 4));
                case 0x0b -> all.write(random.nextInt(128));
                case 0x09 -> text(all, new byte[] {0, (byte) random.nextInt(256)});
                case 0x26 -> {
                    text(all, name());
                    text(all, name());
                }
                default -> text(all, name());
            }
        }
        int length = all.size();
        // So few never need more than two bytes.
        if (length > 0x7f) {
            body.write(length & 0x7f | 0x80);
            body.write(length >> 7);
        } else {
            body.write(length);
        }
        body.writeBytes(all.toByteArray());
    }

    private byte[] name() {
        return levels(oneIn(25) ? WILDCARDS : LEVELS);
    }

    private byte[] filter() {
        byte[] levels = levels(oneIn(2) ? WILDCARDS : LEVELS);
        if (!oneIn(8)) {
            return levels;
        }
        String group = List.of("g", "g", "g h", "\u6e29", "", "g+", "#").get(random.nextInt(7));
        byte[] share = ("$share/" + group + "/").getBytes(StandardCharsets.UTF_8);
        byte[] shared = java.util.Arrays.copyOf(share, share.length + levels.length);
        System.arraycopy(levels, 0, shared, share.length, levels.length);
        return shared;
    }

    /** A few levels, of which one may be of a certain kind. */
    private byte[] levels(List<String> special) {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        int count = 1 + random.nextInt(4);
        int odd = random.nextInt(count);
        for (int i = 0; i < count; i++) {
            List<String> from = i == odd ? special : LEVELS;
            name.writeBytes((i > 0 ? "/" : "").getBytes(StandardCharsets.UTF_8));
            name.writeBytes(from.get(random.nextInt(from.size())).getBytes(StandardCharsets.UTF_8));
        }
        if (oneIn(25)) {
            name.writeBytes(Wire.bytes(NO_TEXT.get(random.nextInt(NO_TEXT.size()))));
        }
        return name.toByteArray();
    }

    private boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    private static void u16(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }

    private static void text(ByteArrayOutputStream out, byte[] text) {
        u16(out, text.length);
        out.writeBytes(text);
    }
}
