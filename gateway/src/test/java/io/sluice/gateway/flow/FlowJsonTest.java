/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.policy.Reason;
import io.sluice.policy.Verdict;
import io.sluice.policy.rule.Origin;
import io.sluice.policy.rule.Rule;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FlowJsonTest {
    private final Flow flow = new Flow(
            Instant.parse("2026-01-01T00:00:00Z"),
            "lan",
            new InetSocketAddress("10.0.0.7", 51_000),
            new InetSocketAddress("::1", 1883));

    /** A JSON text as paths and their scalar values: {@code device.port} is {@code 51000}. */
    private static Map<String, String> values(String text) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().createParser(text)) {
            json.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isScalarValue()) {
                    String path = json.getParsingContext()
                            .pathAsPointer()
                            .toString()
                            .substring(1)
                            .replace('/', '.');
                    values.put(path, json.getText());
                }
            }
        }
        return values;
    }

    private Map<String, String> ended() throws IOException {
        return values(new FlowJson()
                .write(flow.record(
                        Instant.parse("2026-01-01T00:01:00Z"),
                        Optional.of(EndReason.DEVICE_VANISHED),
                        Optional.of("the rule"))));
    }

    @Test
    void aConnectionThatSaidNothingHasARecordToo() throws Exception {
        assertThat(ended())
                .containsEntry("version", "1")
                .containsEntry("type", "end")
                .containsEntry("flow_id", flow.id())
                .containsEntry("start", "2026-01-01T00:00:00Z")
                .containsEntry("end", "2026-01-01T00:01:00Z")
                .containsEntry("end_reason", "device-vanished")
                .containsEntry("end_detail", "the rule")
                .containsEntry("listener", "lan")
                .containsEntry("device.address", "10.0.0.7")
                .containsEntry("device.port", "51000")
                .containsEntry("destination.address", "0:0:0:0:0:0:0:1")
                .containsEntry("totals.bytes_from_device", "0")
                .doesNotContainKeys("broker", "class", "mqtt.client_id", "device_tls.version");
    }

    @Test
    void anEndSaysByWhatAndHowFarTheConnectionHadCome() throws Exception {
        assertThat(ended()).containsEntry("end_cause", "device").containsEntry("end_phase", "accept");
        flow.endsIn(EndPhase.DATA);
        assertThat(ended()).containsEntry("end_phase", "data");
        assertThat(values(new FlowJson().write(flow.peek(Instant.EPOCH)))).doesNotContainKeys("end_cause", "end_phase");
    }

    @Test
    void whatIsKnownStandsThere() throws Exception {
        flow.client(new Flow.Client("3.1.1", "dev", Optional.of("user"), 60, true));
        flow.className("sensors");
        flow.broker("broker.lan:8883");
        flow.upstream(new InetSocketAddress("10.0.0.1", 40_000), new InetSocketAddress("10.0.0.2", 8883));
        flow.deviceTls(new Flow.TlsInfo("TLSv1.3", "TLS_AES_128_GCM_SHA256", Optional.of("CN=dev")));
        flow.brokerTls(new Flow.TlsInfo("TLSv1.2", "some cipher", Optional.empty()));
        flow.counters().bytesFromDevice = 10_000_000_000L;
        flow.counters().topicsFromDevice.add(new byte[] {'a'}, 1);
        flow.counters().delayedNanos = 1_500_000_000L;
        Rule rule = new Rule("a rule", new Origin("home.conf", 3));
        flow.counters().count(new Verdict.Drop(Reason.TOPIC_DENIED, rule));
        flow.counters().count(new Verdict.Drop(Reason.TOPIC_DENIED, rule));
        assertThat(ended())
                .containsEntry("mqtt.version", "3.1.1")
                .containsEntry("mqtt.client_id", "dev")
                .containsEntry("mqtt.username", "user")
                .containsEntry("mqtt.keep_alive", "60")
                .containsEntry("mqtt.clean_start", "true")
                .containsEntry("class", "sensors")
                .containsEntry("broker", "broker.lan:8883")
                .containsEntry("upstream.source.port", "40000")
                .containsEntry("upstream.destination.address", "10.0.0.2")
                .containsEntry("device_tls.version", "TLSv1.3")
                .containsEntry("device_tls.subject", "CN=dev")
                .containsEntry("broker_tls.cipher", "some cipher")
                .doesNotContainKey("broker_tls.subject")
                .containsEntry("totals.bytes_from_device", "10000000000")
                .containsEntry("totals.distinct_topics_from_device", "1")
                .containsEntry("totals.distinct_topics_to_device", "0")
                .containsEntry("totals.delayed_ms", "1500")
                .containsEntry("verdicts.dropped.topic-denied", "2");
    }

    @Test
    void aConnectionToABrokerThatIsNotOfIpHasNoAddresses() throws Exception {
        flow.upstream(new java.net.SocketAddress() {}, new java.net.SocketAddress() {});
        assertThat(ended()).doesNotContainKey("upstream.source.port");
    }

    @Test
    void anInterimRecordHasTotalsAndWhatCameSinceTheLast() throws Exception {
        flow.counters().packetsToBroker = 3;
        flow.counters().sentToBroker(0);
        flow.record(Instant.EPOCH, Optional.empty(), Optional.empty());
        flow.counters().packetsToBroker = 10;
        flow.counters().sentToBroker(0);
        flow.peek(Instant.EPOCH);
        Map<String, String> second =
                values(new FlowJson().write(flow.record(Instant.EPOCH, Optional.empty(), Optional.empty())));
        assertThat(second)
                .containsEntry("type", "interim")
                .containsEntry("totals.packets_to_broker", "10")
                .containsEntry("deltas.packets_to_broker", "7")
                .doesNotContainKey("end_reason");
    }

    @Test
    void whatTheNetworkHasNotTakenIsNotInARecord() throws Exception {
        flow.counters().bytesToDevice = 100;
        flow.counters().packetsToDevice = 10;
        flow.counters().sentToDevice(0);
        flow.counters().bytesToDevice = 130;
        flow.counters().packetsToDevice = 13;
        flow.counters().sentToDevice(20);
        assertThat(ended())
                .containsEntry("totals.bytes_to_device", "110")
                .containsEntry("totals.packets_to_device", "10");
    }

    @Test
    void textOfADeviceStaysInsideItsString() throws Exception {
        String hostile = "a\",\"class\":\"admin\"\n\u2028\u0000\\";
        flow.client(new Flow.Client("5", hostile, Optional.empty(), 0, false));
        String line = new FlowJson().write(flow.peek(Instant.EPOCH));
        assertThat(line).doesNotContain("\n");
        assertThat(values(line)).containsEntry("mqtt.client_id", hostile).doesNotContainKey("class");
    }

    @Test
    void recordsTogetherAreOneArray() throws Exception {
        FlowRecord one = flow.peek(Instant.EPOCH);
        assertThat(values(new FlowJson().write(List.of(one, one)))).containsKeys("0.flow_id", "1.flow_id");
        assertThat(new FlowJson().write(List.of())).isEqualTo("[]");
    }

    /** The schema beside the class names the same reasons and fields. */
    @Test
    void everyNameIsInTheSchema() throws Exception {
        flow.client(new Flow.Client("3.1.1", "dev", Optional.of("user"), 60, true));
        flow.className("sensors");
        flow.broker("broker.lan:8883");
        flow.upstream(new InetSocketAddress("10.0.0.1", 40_000), new InetSocketAddress("10.0.0.2", 8883));
        flow.deviceTls(new Flow.TlsInfo("TLSv1.3", "a", Optional.of("CN=dev")));
        flow.brokerTls(new Flow.TlsInfo("TLSv1.2", "b", Optional.empty()));
        String schema;
        try (var in = FlowJson.class.getResourceAsStream("flow-record.schema.json")) {
            schema = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
        TreeSet<String> names = new TreeSet<>();
        for (String path : ended().keySet()) {
            names.addAll(List.of(path.split("\\.")));
        }
        for (EndReason reason : EndReason.values()) {
            names.add(reason.word());
            names.add(reason.cause().word());
        }
        for (EndPhase phase : EndPhase.values()) {
            names.add(phase.word());
        }
        assertThat(names).allSatisfy(name -> assertThat(schema).contains('"' + name + '"'));
    }
}
