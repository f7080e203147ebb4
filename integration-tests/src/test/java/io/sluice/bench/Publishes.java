/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/** PUBLISHes of 64 bytes as a device sends them, one after the other in a read buffer of 64 KiB. */
public enum Publishes {
    V311_QOS0(4, 0, false),
    V311_QOS1(4, 1, false),
    V5_QOS0_ALIAS(5, 0, true),
    V5_QOS1_ALIAS(5, 1, true);

    /** Of them in the buffer. */
    public static final int COUNT = 700;

    private static final int BUFFER = 64 << 10;
    private static final int PAYLOAD = 64;
    private static final int TOPICS = 16;
    private static final int TOPIC_ALIAS = 0x23;

    private final int level;
    private final int qos;
    private final boolean alias;

    Publishes(int level, int qos, boolean alias) {
        this.level = level;
        this.qos = qos;
        this.alias = alias;
    }

    /** The protocol level: 4 (MQTT 3.1.1) or 5. */
    public int level() {
        return level;
    }

    /** Those that give 16 topics their aliases; none where there are none. */
    public ByteBuf definitions() {
        ByteBuf out = buffer();
        for (int topic = 0; alias && topic < TOPICS; topic++) {
            publish(out, topic, true);
        }
        return out;
    }

    /** Those that are measured, {@value #COUNT} of 16 topics in turn; by their aliases where there are some. */
    public ByteBuf packets() {
        ByteBuf out = buffer();
        for (int i = 0; i < COUNT; i++) {
            publish(out, i % TOPICS, !alias);
        }
        return out;
    }

    /** The packet identifier of the n-th packet, n from 0. */
    public static int packetId(int n) {
        return 1 + n % TOPICS;
    }

    private static ByteBuf buffer() {
        return PooledByteBufAllocator.DEFAULT.directBuffer(BUFFER, BUFFER);
    }

    private void publish(ByteBuf out, int topic, boolean named) {
        byte[] name = named ? String.format("bench/lvl/%02d", topic).getBytes(UTF_8) : new byte[0];
        int properties = level < 5 ? 0 : alias ? 4 : 1;
        out.writeByte(0x30 | qos << 1);
        out.writeByte(2 + name.length + (qos > 0 ? 2 : 0) + properties + PAYLOAD);
        out.writeShort(name.length).writeBytes(name);
        if (qos > 0) {
            out.writeShort(packetId(topic));
        }
        if (properties > 0) {
            out.writeByte(properties - 1);
        }
        if (properties > 1) {
            out.writeByte(TOPIC_ALIAS).writeShort(1 + topic);
        }
        out.writeZero(PAYLOAD);
    }
}
