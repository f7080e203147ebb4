/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.frame.Sender;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two channels of a session, with the streams that read from them and the outlets that write to them.
 *
 * <p>Reading follows three rules. A side that cannot be written to stops the reading from both sides, since what either
 * sends can lead to an answer for it. A stream that is held stops the reading from its side. Everything else reads.
 */
final class Wires {
    private final Channel device;
    private final FrameStream fromDevice;
    private final FlowCounters counters;
    private boolean deviceIsDeaf;
    private boolean flows;
    private @Nullable Outlet toDevice;
    private @Nullable Outlet toBroker;
    private @Nullable FrameStream fromBroker;

    Wires(Channel device, FrameStream fromDevice, FlowCounters counters) {
        this.device = device;
        this.fromDevice = fromDevice;
        this.counters = counters;
    }

    /** The device's version is known: it can be spoken to. */
    void deviceSpeaks(PacketEncoder encoder) {
        toDevice = new Outlet(device, counters, Sender.DEVICE, encoder);
    }

    /** The broker's channel is open. */
    void connectBroker(Channel broker, FrameStream stream, PacketEncoder encoder) {
        Outlet outlet = new Outlet(broker, counters, Sender.BROKER, encoder);
        stream.outlet(toDevice());
        fromDevice.outlet(outlet);
        fromBroker = stream;
        toBroker = outlet;
    }

    FrameStream fromDevice() {
        return fromDevice;
    }

    FrameStream fromBroker() {
        return Objects.requireNonNull(fromBroker);
    }

    Outlet toDevice() {
        return Objects.requireNonNull(toDevice);
    }

    Outlet toBroker() {
        return Objects.requireNonNull(toBroker);
    }

    Channel device() {
        return device;
    }

    Optional<Channel> broker() {
        return Optional.ofNullable(toBroker).map(Outlet::channel);
    }

    /** Nothing passes unseen any more. */
    void leaveLanes() {
        fromDevice.leaveLane();
        if (fromBroker != null) {
            fromBroker.leaveLane();
        }
    }

    void deviceSent(ByteBuf bytes) {
        counters.bytesFromDevice += bytes.readableBytes();
        fromDevice.read(bytes);
        if (fromDevice.isHeld()) {
            // At once: otherwise this round of reads goes on, and what it reads has to be kept.
            flows = false;
            device.config().setAutoRead(false);
        }
    }

    void brokerSent(ByteBuf bytes) {
        counters.bytesFromBroker += bytes.readableBytes();
        fromBroker().read(bytes);
    }

    /** Writes out what has been written, and lets each side be read from as the rules say. */
    void flush() {
        if (toBroker != null) {
            toBroker.flush();
        }
        if (toDevice != null) {
            toDevice.flush();
        }
        // A side that cannot be written to any more says so by itself; apart from that only a hold stops what flows.
        if (!flows || fromDevice.isHeld()) {
            regulate();
        }
    }

    /** Whether a write has failed to a device that can still be read from. */
    boolean isDeviceDeaf() {
        return deviceIsDeaf && Closing.isPlain(device);
    }

    /** A write has failed: goes on reading from the device, up to the end of what it has sent, and not from the broker. */
    void hearDeviceOut() {
        deviceIsDeaf = true;
        regulate();
    }

    /** Lets each side be read from as the rules say. */
    void regulate() {
        // A device that is gone holds nobody up: what it sent before may wait for a word of the broker.
        boolean deviceTakes = toDevice == null || deviceIsDeaf || !device.isActive() || toDevice.isWritable();
        boolean writable = deviceTakes && (toBroker == null || toBroker.isWritable());
        flows = writable && toBroker != null && !deviceIsDeaf && !fromDevice.isHeld();
        read(device, writable && !fromDevice.isHeld());
        if (toBroker != null) {
            read(toBroker.channel(), writable && !deviceIsDeaf);
        }
    }

    /** Asks before it says: saying it again would cost an atomic operation each time. */
    private static void read(Channel channel, boolean on) {
        if (channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    private static void closeBroker(Channel broker, FrameStream stream, boolean hearsItOut) {
        if (hearsItOut && Closing.isPlain(broker)) {
            broker.closeFuture().addListener(closed -> stream.stop());
            Closing.ofBroker(broker);
        } else {
            stream.stop();
            Closing.afterFlush(broker);
        }
    }

    /** Bytes that wait to be written to either side, as Netty reckons them. */
    long bufferedBytes() {
        return (toDevice == null ? 0 : toDevice.bufferedBytes()) + (toBroker == null ? 0 : toBroker.bufferedBytes());
    }

    /** Whether more answers wait behind a packet than a peer that means well could cause. */
    boolean isClogged() {
        return (toDevice != null && toDevice.isClogged()) || (toBroker != null && toBroker.isClogged());
    }

    /**
     * Closes both channels when what was written before has gone out.
     *
     * @param lastWord what the device is still told, where no packet is half through
     * @param stranger speaks to a device whose version is not known
     * @param hearsBrokerOut whether what the broker still sends is counted until it has closed, a second at most
     */
    void close(Optional<MqttMessage> lastWord, PacketEncoder stranger, boolean hearsBrokerOut) {
        fromDevice.stop();
        Outlet out = toDevice == null ? new Outlet(device, counters, Sender.DEVICE, stranger) : toDevice;
        out.closeRun();
        if (!out.isInsidePacket()) {
            lastWord.ifPresent(out::say);
        }
        out.finish();
        Closing.ofDevice(device, lastWord.isPresent());
        if (toBroker != null) {
            toBroker.closeRun();
            toBroker.finish();
            closeBroker(toBroker.channel(), fromBroker(), hearsBrokerOut);
        }
    }
}
