/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.gateway.flow.EndPhase;
import io.sluice.gateway.flow.FlowTotals;
import io.sluice.gateway.flow.PacketCounts.Direction;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What passes, as sums over all sessions that somebody else gathers before each scrape. */
final class TrafficMeters {
    /** The packet types by number, MQTT 5 section 2.1.2. */
    private static final List<String> TYPES = List.of(
            "connect",
            "connack",
            "publish",
            "puback",
            "pubrec",
            "pubrel",
            "pubcomp",
            "subscribe",
            "suback",
            "unsubscribe",
            "unsuback",
            "pingreq",
            "pingresp",
            "disconnect",
            "auth");

    private final MeterRegistry registry;
    private final Supplier<FlowTotals> totals;

    TrafficMeters(MeterRegistry registry, Supplier<FlowTotals> totals) {
        this.registry = registry;
        this.totals = totals;
    }

    void register() {
        total("sluice.received.bytes", "MQTT bytes received", "device", t -> t.bytesFromDevices);
        total("sluice.received.bytes", "MQTT bytes received", "broker", t -> t.bytesFromBrokers);
        total("sluice.sent.bytes", "MQTT bytes sent", "device", t -> t.bytesToDevices);
        total("sluice.sent.bytes", "MQTT bytes sent", "broker", t -> t.bytesToBrokers);
        total("sluice.received.packets", "MQTT packets received", "device", t -> t.packetsFromDevices);
        total("sluice.received.packets", "MQTT packets received", "broker", t -> t.packetsFromBrokers);
        total("sluice.sent.packets", "MQTT packets sent", "device", t -> t.packetsToDevices);
        total("sluice.sent.packets", "MQTT packets sent", "broker", t -> t.packetsToBrokers);
        total("sluice.publishes.allowed", "PUBLISHes that passed", "device", t -> t.publishesAllowed);
        total("sluice.publishes.allowed", "PUBLISHes that passed", "broker", t -> t.deliveriesAllowed);
        FunctionCounter.builder("sluice.publish.delay.seconds", totals, now -> now.get().delayedNanos / 1e9)
                .description("Time that devices were made to wait")
                .register(registry);
        for (Direction direction : Direction.values()) {
            for (int i = 0; i < TYPES.size(); i++) {
                byType(direction, i + 1, TYPES.get(i));
            }
        }
        for (EndPhase phase :
                List.of(EndPhase.TLS, EndPhase.CONNECT, EndPhase.UPSTREAM, EndPhase.DATA, EndPhase.DRAIN)) {
            Gauge.builder("sluice.sessions", totals, now -> now.get().sessions(phase))
                    .description("Live sessions by how far they have come")
                    .tag("phase", phase.word())
                    .register(registry);
        }
        Gauge.builder("sluice.buffered.bytes", totals, now -> now.get().bufferedBytes)
                .description("Bytes that wait to be written to devices and brokers")
                .register(registry);
    }

    private void byType(Direction direction, int type, String name) {
        String[] words = direction.name().toLowerCase(Locale.ROOT).split("_", 2);
        String[] tags = {"side", words[1], "direction", words[0].equals("from") ? "received" : "sent", "type", name};
        FunctionCounter.builder(
                        "sluice.packets", totals, now -> now.get().types().packets(direction, type))
                .description("MQTT packets by type")
                .tags(tags)
                .register(registry);
        FunctionCounter.builder(
                        "sluice.packet.bytes", totals, now -> now.get().types().bytes(direction, type))
                .description("Bytes of MQTT packets by type, counted when a packet begins")
                .tags(tags)
                .register(registry);
    }

    private void total(String name, String description, String side, ToDoubleFunction<FlowTotals> value) {
        FunctionCounter.builder(name, totals, now -> value.applyAsDouble(now.get()))
                .description(description)
                .tag("side", side)
                .register(registry);
    }
}
