/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A device that waits after each packet until it is done with. It knows which topic aliases it has taught and what a packet
 * of its means by the strictest reading.
 */
final class LockstepDevice implements AutoCloseable {
    /** Of the packet that is sent after each packet; Artemis answers a PINGREQ before it has done what came before. */
    private static final int BARRIER_ID = 0xffff;

    /** A filter that nobody subscribes to. */
    static final String BARRIER = "barrier";

    private final Wire wire;
    private final byte[] barrier;
    private final int level;
    private final int aliasMaximum;
    private final Map<Integer, String> aliases = new HashMap<>();
    private int granted;

    private LockstepDevice(Wire wire, int level, int aliasMaximum) {
        this.wire = wire;
        this.barrier = BadPacket.packet(
                "a2", Wire.bytes("%04x".formatted(BARRIER_ID) + (level == 5 ? "00" : "") + "0007'" + BARRIER + "'"));
        this.level = level;
        this.aliasMaximum = aliasMaximum;
    }

    static LockstepDevice connect(int port, int level, String clientId, int aliasMaximum) throws IOException {
        Wire wire = Wire.to(port).says(hello(level, clientId));
        wire.packet();
        return new LockstepDevice(wire, level, aliasMaximum);
    }

    /** A plain CONNECT. */
    static byte[] hello(int level, String clientId) {
        String name = level == 3 ? "0006'MQIsdp'" : "0004'MQTT'";
        String properties = level == 5 ? "00" : "";
        String id = "%04x'%s'".formatted(clientId.length(), clientId);
        return BadPacket.packet("10", Wire.bytes(name + "%02x 02 003c".formatted(level) + properties + id));
    }

    /** What a packet means, if it may be sent. */
    Optional<StrictReading.Packet> meaning(byte[] packet) {
        try {
            StrictReading.Packet meaning = StrictReading.packet(packet, level);
            boolean allowed = !(meaning instanceof StrictReading.Publish publish) || mayAlias(publish);
            return Optional.of(meaning).filter(any -> allowed);
        } catch (StrictReading.Refused refused) {
            return Optional.empty();
        }
    }

    private boolean mayAlias(StrictReading.Publish publish) {
        int alias = alias(publish);
        return alias == 0 || (alias <= aliasMaximum && (!publish.topic().isEmpty() || aliases.containsKey(alias)));
    }

    private static int alias(StrictReading.Publish publish) {
        return publish.property(StrictReading.TOPIC_ALIAS)
                .map(StrictReading.Property::u16)
                .orElse(0);
    }

    /** The topic of a PUBLISH that may be sent, its alias resolved and remembered. */
    String topic(StrictReading.Publish publish) {
        int alias = alias(publish);
        if (alias > 0 && !publish.topic().isEmpty()) {
            aliases.put(alias, publish.topic());
        }
        return publish.topic().isEmpty() ? aliases.getOrDefault(alias, "") : publish.topic();
    }

    /** Sends a packet and completes what it begins; says whether the session outlives it. */
    boolean survives(byte[] packet, Optional<StrictReading.Packet> meaning) throws IOException {
        boolean owed = meaning.isPresent()
                && (meaning.get() instanceof StrictReading.Filters
                        || (meaning.get() instanceof StrictReading.Publish publish && publish.qos() > 0));
        boolean through = false;
        try {
            wire.says(packet).says(barrier);
            while (owed || !through) {
                byte[] answer = wire.packet();
                switch (Packets.type(answer)) {
                    case 5 -> {
                        owed = answer.length < 5 || answer[4] >= 0;
                        if (owed) {
                            wire.says("62 02 %02x%02x".formatted(answer[2], answer[3]));
                        }
                    }
                    case 11 -> {
                        boolean last = (answer[2] & answer[3] & 0xff) == 0xff;
                        through |= last;
                        owed &= last;
                    }
                    case 4, 7 -> owed = false;
                    case 9 -> {
                        owed = false;
                        granted = answer.length - (level == 5 ? 5 : 4);
                    }
                    case 14 -> {
                        return false;
                    }
                    // What it is subscribed to, and PUBRELs of that.
                    default -> {}
                }
            }
            return true;
        } catch (SocketTimeoutException silence) {
            throw new AssertionError("no answer to " + Wire.hex(packet), silence);
        } catch (IOException closed) {
            return false;
        }
    }

    /** How many filters the last SUBACK answered. */
    int granted() {
        return granted;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
