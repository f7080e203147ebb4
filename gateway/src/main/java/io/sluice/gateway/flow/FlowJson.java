/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/** Writes flow records as JSON, one object a line. The names are stable and described in {@code flow-record.schema.json}. */
public final class FlowJson {
    /** Version of the record's form. */
    public static final int VERSION = 1;

    private final JsonFactory factory = new JsonFactory();

    /** The record as one line without its end. */
    public String write(FlowRecord flow) {
        StringWriter text = new StringWriter(1024);
        try (JsonGenerator json = factory.createGenerator(text)) {
            write(json, flow);
        } catch (IOException impossible) {
            // A StringWriter does not fail.
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** The records as one JSON array. */
    public String write(Iterable<FlowRecord> flows) {
        StringWriter text = new StringWriter(4096);
        try (JsonGenerator json = factory.createGenerator(text)) {
            json.writeStartArray();
            for (FlowRecord flow : flows) {
                write(json, flow);
            }
            json.writeEndArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, FlowRecord flow) throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", VERSION);
        json.writeStringField("type", flow.reason().isPresent() ? "end" : "interim");
        json.writeStringField("flow_id", flow.id());
        json.writeStringField("start", flow.start().toString());
        json.writeStringField("end", flow.end().toString());
        if (flow.reason().isPresent()) {
            json.writeStringField("end_reason", flow.reason().get().word());
            json.writeStringField("end_cause", flow.reason().get().cause().word());
        }
        text(json, "end_phase", flow.phase().map(EndPhase::word));
        text(json, "end_detail", flow.detail());
        json.writeStringField("listener", flow.listener());
        address(json, "device", flow.device());
        address(json, "destination", flow.destination());
        text(json, "community_id", flow.communityId());
        text(json, "broker", flow.broker());
        if (flow.upstream().isPresent()) {
            json.writeObjectFieldStart("upstream");
            address(json, "source", flow.upstream().get().source());
            address(json, "destination", flow.upstream().get().destination());
            json.writeEndObject();
        }
        tls(json, "device_tls", flow.deviceTls());
        tls(json, "broker_tls", flow.brokerTls());
        if (flow.client().isPresent()) {
            client(json, flow.client().get());
        }
        text(json, "class", flow.className());
        totals(json, "totals", flow.totals());
        totals(json, "deltas", flow.deltas());
        verdicts(json, flow.verdicts());
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    private static void address(JsonGenerator json, String name, InetSocketAddress address) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("address", address.getAddress().getHostAddress());
        json.writeNumberField("port", address.getPort());
        json.writeEndObject();
    }

    private static void tls(JsonGenerator json, String name, Optional<Flow.TlsInfo> tls) throws IOException {
        if (tls.isPresent()) {
            json.writeObjectFieldStart(name);
            json.writeStringField("version", tls.get().version());
            json.writeStringField("cipher", tls.get().cipher());
            text(json, "subject", tls.get().subject());
            json.writeEndObject();
        }
    }

    private static void client(JsonGenerator json, Flow.Client client) throws IOException {
        json.writeObjectFieldStart("mqtt");
        json.writeStringField("version", client.mqttVersion());
        json.writeStringField("client_id", client.clientId());
        text(json, "username", client.username());
        json.writeNumberField("keep_alive", client.keepAlive());
        json.writeBooleanField("clean_start", client.cleanStart());
        json.writeEndObject();
    }

    private static void totals(JsonGenerator json, String name, FlowRecord.Totals totals) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("bytes_from_device", totals.bytesFromDevice());
        json.writeNumberField("bytes_to_device", totals.bytesToDevice());
        json.writeNumberField("bytes_from_broker", totals.bytesFromBroker());
        json.writeNumberField("bytes_to_broker", totals.bytesToBroker());
        json.writeNumberField("packets_from_device", totals.packetsFromDevice());
        json.writeNumberField("packets_to_device", totals.packetsToDevice());
        json.writeNumberField("packets_from_broker", totals.packetsFromBroker());
        json.writeNumberField("packets_to_broker", totals.packetsToBroker());
        json.writeNumberField("publishes_from_device", totals.publishesFromDevice());
        json.writeNumberField("publishes_to_device", totals.publishesToDevice());
        json.writeNumberField("subscriptions", totals.subscriptions());
        json.writeNumberField("distinct_topics_from_device", totals.topicsFromDevice());
        json.writeNumberField("distinct_topics_to_device", totals.topicsToDevice());
        json.writeNumberField("delayed_ms", totals.delayed().toMillis());
        json.writeEndObject();
    }

    private static void verdicts(JsonGenerator json, FlowCounters.Verdicts verdicts) throws IOException {
        json.writeObjectFieldStart("verdicts");
        json.writeNumberField("publishes_allowed", verdicts.publishesAllowed());
        json.writeNumberField("deliveries_allowed", verdicts.deliveriesAllowed());
        counts(json, "dropped", verdicts.dropped());
        counts(json, "refused", verdicts.refused());
        counts(json, "disconnected", verdicts.disconnected());
        counts(json, "delayed", verdicts.delayed());
        json.writeEndObject();
    }

    private static void counts(JsonGenerator json, String name, Map<String, Long> counts) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            json.writeNumberField(count.getKey(), count.getValue());
        }
        json.writeEndObject();
    }
}
