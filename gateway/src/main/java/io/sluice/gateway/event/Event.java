/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.event;

import io.sluice.gateway.flow.Flow;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Something that happened. The fields are those of {@code event.schema.json}. */
public final class Event {
    /** Of a text that a peer chose. */
    private static final int LONGEST = 256;

    private final Instant time;
    private final EventType type;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    public Event(Instant time, EventType type) {
        this.time = time;
        this.type = type;
    }

    /** Adds a text, cut off where it is long; an empty one is left out. */
    public Event with(String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, value.length() > LONGEST ? value.substring(0, end(value)) + "…" : value);
        }
        return this;
    }

    /** Between two characters. */
    private static int end(String value) {
        return Character.isHighSurrogate(value.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    }

    public Event with(String name, long value) {
        fields.put(name, value);
        return this;
    }

    public Event with(String name, boolean value) {
        fields.put(name, value);
        return this;
    }

    /** Adds how many of the kind are not in the log, if there are any. */
    Event suppressed(long count) {
        return count > 0 ? with("suppressed", count) : this;
    }

    /** Adds who it is about. */
    Event of(Flow flow) {
        InetSocketAddress device = flow.device();
        with("source", device.getAddress().getHostAddress()).with("source_port", device.getPort());
        with("listener", flow.listener()).with("flow_id", flow.id());
        flow.client().ifPresent(client -> with("client_id", client.clientId()));
        flow.className().ifPresent(name -> with("class", name));
        return this;
    }

    Instant time() {
        return time;
    }

    EventType type() {
        return type;
    }

    Map<String, Object> fields() {
        return fields;
    }
}
