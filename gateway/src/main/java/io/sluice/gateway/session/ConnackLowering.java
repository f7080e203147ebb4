/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.frame.ConnackPacket;
import io.sluice.gateway.frame.ConnectPacket;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.Properties;
import io.sluice.gateway.frame.Property;
import io.sluice.policy.Limits;
import io.sluice.policy.SessionPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Tells an MQTT 5 device beforehand what the policy would refuse it later, in the CONNACK's own terms (MQTT 5, section
 * 3.2.2.3). Never raises what the broker said.
 */
final class ConnackLowering {
    private final Frame frame;
    private final ByteBuf added;
    private long replaced;

    private ConnackLowering(Frame frame) {
        this.frame = frame;
        this.added = frame.buf().alloc().buffer(64);
    }

    /** The CONNACK as the device is to see it, empty when the broker's is strict enough already. */
    static Optional<ByteBuf> lower(
            Frame frame, ConnackPacket connack, ConnectPacket connect, SessionPolicy policy, Limits limits) {
        ConnackLowering lowering = new ConnackLowering(frame);
        try {
            keepAlive(connack, connect, limits.maxKeepAlive())
                    .ifPresent(seconds -> lowering.replace(Property.SERVER_KEEP_ALIVE, 2, seconds));
            lowering.limit(Property.RECEIVE_MAXIMUM, 2, connack.receiveMaximum(), limits.maxInFlight());
            lowering.limit(Property.TOPIC_ALIAS_MAXIMUM, 2, connack.topicAliasMaximum(), limits.maxTopicAliases());
            lowering.limit(
                    Property.MAXIMUM_QOS,
                    1,
                    lowering.current8(Property.MAXIMUM_QOS, 2),
                    policy.limits().maxQos());
            lowering.limit(
                    Property.RETAIN_AVAILABLE,
                    1,
                    lowering.current8(Property.RETAIN_AVAILABLE, 1),
                    policy.retainAllowed() ? 1 : 0);
            lowering.limit(
                    Property.WILDCARD_SUBSCRIPTION_AVAILABLE,
                    1,
                    lowering.current8(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 1),
                    policy.wildcardsAllowed() ? 1 : 0);
            lowering.limit(
                    Property.SHARED_SUBSCRIPTION_AVAILABLE,
                    1,
                    lowering.current8(Property.SHARED_SUBSCRIPTION_AVAILABLE, 1),
                    policy.sharedSubscriptionsAllowed() ? 1 : 0);
            lowering.limit(
                    Property.MAXIMUM_PACKET_SIZE,
                    4,
                    connack.maximumPacketSize(),
                    policy.limits().maxPacketSize());
            return lowering.replaced == 0 ? Optional.empty() : Optional.of(lowering.packet());
        } finally {
            lowering.added.release();
        }
    }

    /** The keep alive that the device is told, in seconds, where that of both it and the broker is too long or off. */
    static OptionalInt keepAlive(ConnackPacket connack, ConnectPacket connect, Duration maxKeepAlive) {
        int current = connack.serverKeepAlive() >= 0 ? connack.serverKeepAlive() : connect.keepAlive();
        int most = (int) Math.min(65_535, maxKeepAlive.toSeconds());
        return current == 0 || current > most ? OptionalInt.of(most) : OptionalInt.empty();
    }

    private int current8(int id, int fallback) {
        return frame.properties().u8(frame.buf(), id, fallback);
    }

    private void limit(int id, int width, long current, long most) {
        if (most < current) {
            replace(id, width, most);
        }
    }

    private void replace(int id, int width, long value) {
        replaced |= 1L << id;
        added.writeByte(id);
        switch (width) {
            case 1 -> added.writeByte((int) value);
            case 2 -> added.writeShort((int) value);
            default -> added.writeInt((int) value);
        }
    }

    private ByteBuf packet() {
        ByteBuf in = frame.buf();
        Properties properties = frame.properties();
        ByteBuf kept = in.alloc().buffer(properties.end() - properties.start() + 1);
        ByteBuf body = in.alloc().buffer(frame.length() + added.readableBytes() + 8);
        try {
            properties.copyExcept(in, kept, replaced);
            body.writeBytes(in, frame.bodyStart(), 2);
            Rewriting.writeVarint(body, kept.readableBytes() + added.readableBytes());
            body.writeBytes(kept).writeBytes(added);
            return Rewriting.packet(frame.first(), body);
        } finally {
            kept.release();
            body.release();
        }
    }
}
