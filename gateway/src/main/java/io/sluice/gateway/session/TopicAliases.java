/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.ReasonCode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The topic aliases of one direction (MQTT 5, section 3.3.2.3.4): what the sender means by them, and which of them the
 * receiver has been taught. The two differ where the PUBLISH that set an alias was withheld.
 */
final class TopicAliases {
    /** What an alias costs besides the bytes of its topic. */
    private static final int OVERHEAD = 24;

    private final int maximum;
    private final int maxBytes;
    private byte[] @Nullable [] topics = new byte[0][];
    private boolean[] taught = new boolean[0];
    private int bytes;

    /**
     * @param maximum the highest alias allowed, 0 for none
     * @param maxBytes how many bytes the topics may cost together
     */
    TopicAliases(int maximum, int maxBytes) {
        this.maximum = maximum;
        this.maxBytes = maxBytes;
    }

    /** Refuses an alias above the maximum. */
    void check(int alias) throws MalformedPacket {
        if (alias > maximum) {
            throw new MalformedPacket(ReasonCode.TOPIC_ALIAS_INVALID, "topic alias above the maximum");
        }
    }

    /** The sender gives an alias a meaning. */
    void set(int alias, byte[] topic, int length) throws MalformedPacket {
        if (alias >= topics.length) {
            int capacity = Math.min(maximum + 1, Math.max(8, alias * 2));
            topics = Arrays.copyOf(topics, capacity);
            taught = Arrays.copyOf(taught, capacity);
        }
        byte @Nullable [] old = topics[alias];
        if (old != null && Arrays.equals(old, 0, old.length, topic, 0, length)) {
            return;
        }
        bytes += length - (old == null ? -OVERHEAD : old.length);
        if (bytes > maxBytes) {
            throw new MalformedPacket(
                    ReasonCode.QUOTA_EXCEEDED, "topic aliases larger together than the session buffer");
        }
        topics[alias] = Arrays.copyOf(topic, length);
        taught[alias] = false;
    }

    /** What the sender means by an alias. */
    byte[] topic(int alias) throws MalformedPacket {
        byte @Nullable [] topic = alias < topics.length ? topics[alias] : null;
        if (topic == null) {
            throw MalformedPacket.protocolError("topic alias that was never defined");
        }
        return topic;
    }

    boolean isTaught(int alias) {
        return taught[alias];
    }

    /** The receiver gets the alias with its topic. */
    void teach(int alias) {
        taught[alias] = true;
    }
}
