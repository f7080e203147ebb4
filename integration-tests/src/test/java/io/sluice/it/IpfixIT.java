/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real collectors get what the JSON records of the same run say. */
class IpfixIT {
    private static final String POLICY =
            """
            policy { classes = [ { name = dev, match { client-id = ["dev*"] }
              publish { allow = ["t/#"] }, subscribe { allow = ["t/#"] }, wildcards = allow
              limits { publish-rate = "10/s" } } ] }
            limits { connect-timeout = 2s, connect-rate-per-source = "10000/s", connections-per-source = 1000 }
            """;
    private static final Path GOLDEN = Path.of("../gateway/src/test/resources/io/sluice/gateway/flow/ipfix");

    @TempDir
    Path folder;

    private static GatewayConfigText config(int brokerPort, String listeners, String flowLog) {
        return GatewayConfigText.plain(brokerPort, POLICY + listeners + "\nflow-log { " + flowLog + " }\n");
    }

    // ---- nfcapd ----

    @Test
    void nfcapdKeepsTheCountsBytesAndAddressesOfTheJsonRecords() throws Exception {
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                Nfcapd nfcapd = Nfcapd.start(folder, FreePort.choose())) {
            String ipfix = "active-timeout = 1s, ipfix { collector = \"udp://127.0.0.1:" + nfcapd.port()
                    + "\", profile = nfdump }";
            List<JsonNode> records;
            try (GatewayProcess gateway = GatewayProcess.start(config(broker.port(), "", ipfix), folder)) {
                for (int i = 0; i < 150; i++) {
                    talk(Wire.from("127.0.0." + (2 + i % 9), gateway.port()), "dev" + i, i);
                }
                for (int i = 0; i < 40; i++) {
                    refused(gateway.port());
                }
                live(gateway);
                records = recordsOfAll(gateway);
            }
            List<JsonNode> flows = nfcapd.flows();
            assertThat(flows.stream().map(FlowLines::ofNfdump))
                    .containsExactlyInAnyOrderElementsOf(
                            records.stream().map(FlowLines::ofJson).toList());
            assertThat(records.stream().filter(IpfixIT::isInterim)).isNotEmpty();
            assertThat(records.stream()
                            .filter(record -> FlowLines.endReason(record).equals("denied-connect")))
                    .hasSize(40);
            assertThat(nfcapd.counted()).isEqualTo(records.size());
            assertThat(nfcapd.counts()).allMatch(count -> count.contains("Sequence Errors: 0, Bad Packets: 0"));
        }
    }

    @Test
    void nfcapdKeepsFlowsOfIpv6() throws Exception {
        assumeTrue(hasIpv6(), "there is no IPv6 here");
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                Nfcapd nfcapd = Nfcapd.start(folder, FreePort.choose())) {
            String six = "listeners += { name = lan6, bind = \"[::1]:0\" }";
            String ipfix = "ipfix { collector = \"udp://127.0.0.1:" + nfcapd.port() + "\", profile = nfdump }";
            List<JsonNode> records;
            try (GatewayProcess gateway = GatewayProcess.start(config(broker.port(), six, ipfix), folder)) {
                for (int i = 0; i < 30; i++) {
                    talk(new Wire(new Socket("::1", gateway.port("lan6"))), "dev" + i, i);
                    talk(Wire.to(gateway.port()), "dev" + i, i);
                }
                records = recordsOfAll(gateway);
            }
            assertThat(nfcapd.flows().stream().map(FlowLines::ofNfdump))
                    .containsExactlyInAnyOrderElementsOf(
                            records.stream().map(FlowLines::ofJson).toList())
                    .filteredOn(flow -> flow.contains(":1.1883") || flow.startsWith("0:0:0:0:0:0:0:1"))
                    .hasSize(30);
        }
    }

    @Test
    void recordsWaitForACollectorThatIsNotThereYet() throws Exception {
        int port = FreePort.choose();
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                GatewayProcess gateway = GatewayProcess.start(
                        config(
                                broker.port(),
                                "",
                                "ipfix { collector = \"udp://127.0.0.1:" + port + "\", profile = nfdump }"),
                        folder)) {
            talk(Wire.to(gateway.port()), "dev1", 1);
            gateway.awaitFlow("\"client_id\":\"dev1\"");
            assertThat(gateway.awaitLog("event=ipfix-collector-unreachable")).contains("what=\"nobody listens there\"");
            try (Nfcapd nfcapd = Nfcapd.start(folder, port)) {
                await("the record is sent").atMost(Duration.ofSeconds(20)).until(() -> metrics(gateway)
                        .contains("sluice_ipfix_records_sent_total 1.0"));
                assertThat(nfcapd.flows()).hasSize(1);
            }
            assertThat(metrics(gateway)).contains("sluice_ipfix_records_dropped_total 0.0");
        }
    }

    // ---- tshark and libfixbuf ----

    @Test
    void deltasAddUpToTheTotalsOfTheEnd() throws Exception {
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                IpfixFile collector = new IpfixFile(folder)) {
            String ipfix = "active-timeout = 1s, ipfix { collector = \"tcp://127.0.0.1:" + collector.port() + "\" }";
            JsonNode end;
            try (GatewayProcess gateway = GatewayProcess.start(config(broker.port(), "", ipfix), folder)) {
                live(gateway);
                end = new ObjectMapper().readTree(gateway.awaitFlow("device-disconnect"));
            }
            List<Map<String, String>> flows = IpfixTools.flowsByFixbuf(collector.whole());
            assertThat(flows).hasSizeGreaterThanOrEqualTo(3);
            assertThat(flows.stream().map(flow -> flow.get("flowId")).distinct())
                    .containsExactly(FlowLines.flowId(end));
            assertThat(flows.stream().map(flow -> flow.get("sluiceEndReason")).filter(reason -> !reason.isEmpty()))
                    .containsExactly("device-disconnect");
            JsonNode totals = end.get("totals");
            Map<String, String> counters = Map.ofEntries(
                    Map.entry("octetDeltaCount", "bytes_from_device"),
                    Map.entry("reverseOctetDeltaCount", "bytes_to_device"),
                    Map.entry("mqttFromDevicePacketDeltaCount", "packets_from_device"),
                    Map.entry("mqttToDevicePacketDeltaCount", "packets_to_device"),
                    Map.entry("mqttFromDevicePublishDeltaCount", "publishes_from_device"),
                    Map.entry("mqttToDevicePublishDeltaCount", "publishes_to_device"),
                    Map.entry("mqttToBrokerOctetDeltaCount", "bytes_to_broker"),
                    Map.entry("mqttFromBrokerOctetDeltaCount", "bytes_from_broker"),
                    Map.entry("mqttToBrokerPacketDeltaCount", "packets_to_broker"),
                    Map.entry("mqttFromBrokerPacketDeltaCount", "packets_from_broker"),
                    Map.entry("sluiceDelayDeltaMilliseconds", "delayed_ms"));
            counters.forEach((element, total) -> assertThat(sum(flows, flow -> Long.parseLong(flow.get(element))))
                    .as(element)
                    .isEqualTo(totals.get(total).asLong())
                    .isPositive());
            Map<String, String> last = flows.get(flows.size() - 1);
            assertThat(last)
                    .containsEntry(
                            "octetTotalCount", totals.get("bytes_from_device").asText())
                    .containsEntry(
                            "reverseOctetTotalCount",
                            totals.get("bytes_to_device").asText())
                    .containsEntry("sluiceDroppedTotalCount", "1")
                    .containsEntry("userName", "jörg")
                    .containsEntry("mqttClientId", "devlive")
                    .containsEntry("sluiceClientClass", "dev")
                    .containsEntry("sluiceListener", "lan")
                    .containsEntry("mqttProtocolLevel", "4")
                    .containsEntry("mqttKeepAlive", "60");
        }
    }

    @Test
    void tsharkDecodesEveryFieldOfEveryRecord() throws Exception {
        Path file;
        List<JsonNode> records;
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                IpfixFile collector = new IpfixFile(folder)) {
            String ipfix = "active-timeout = 1s, ipfix { collector = \"tcp://127.0.0.1:" + collector.port()
                    + "\", observation-domain = 77 }";
            try (GatewayProcess gateway = GatewayProcess.start(config(broker.port(), "", ipfix), folder)) {
                for (int i = 0; i < 40; i++) {
                    talk(Wire.to(gateway.port()), "dev" + i, i);
                    refused(gateway.port());
                }
                malformed(gateway.port());
                live(gateway);
                records = recordsOfAll(gateway);
            }
            file = collector.whole();
        }
        assertThat(IpfixTools.tshark(file))
                .contains("Observation Domain Id: 77")
                .doesNotContainIgnoringCase("malformed")
                .doesNotContainIgnoringCase("no template")
                .doesNotContainIgnoringCase("expert info");
        List<Map<String, String>> flows = IpfixTools.flowsByTshark(file);
        assertThat(flows.stream().map(FlowLines::ofTshark))
                .containsExactlyInAnyOrderElementsOf(
                        records.stream().map(FlowLines::ofJsonInFull).toList());
        Set<String> always = new TreeSet<>(List.of(
                "flow_id",
                "timedelta",
                "abstimestart",
                "abstimeend",
                "srcaddr",
                "dstaddr",
                "srcport",
                "dstport",
                "protocol",
                "biflow_direction",
                "octets",
                "reverse octets",
                "permanent_octets",
                "reverse permanent_octets",
                "flow_end_reason",
                "firewall_event",
                "forwarding_status"));
        for (int own = 1; own <= 19; own++) {
            always.add(Integer.toString(own));
        }
        // It shows no empty texts.
        always.removeAll(List.of("1", "4", "6"));
        assertThat(flows).allSatisfy(flow -> assertThat(flow.keySet()).containsAll(always));
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard.ipfix", "nfdump.ipfix", "large.ipfix"})
    void tsharkAndLibfixbufReadTheGoldenFiles(String name) throws Exception {
        Path file = GOLDEN.resolve(name);
        assertThat(IpfixTools.tshark(file))
                .doesNotContainIgnoringCase("malformed")
                .doesNotContainIgnoringCase("no template")
                .contains("Not Sent Flows: 2")
                .contains("Not Sent Packets: 418")
                .contains("Not Sent Octets: 402");
        assertThat(IpfixTools.flowsByTshark(file)).hasSize(7);
        assertThat(IpfixTools.flowsByFixbuf(file)).hasSize(7).allSatisfy(flow -> assertThat(flow)
                .containsEntry("flowId", Long.toUnsignedString(0x0123456789ab4defL)));
    }

    // ---- TCP and TLS ----

    @Test
    void aCollectorByTlsIsVerifiedAndGetsTheGatewaysCertificate() throws Exception {
        Certificates certificates = Certificates.in(folder);
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                OpensslCollector collector = new OpensslCollector(certificates, "broker")) {
            List<JsonNode> records;
            try (GatewayProcess gateway =
                    GatewayProcess.start(config(broker.port(), "", byTls(collector.port(), certificates)), folder)) {
                gateway.awaitLog("event=ipfix-collector-reached");
                for (int i = 0; i < 20; i++) {
                    talk(Wire.to(gateway.port()), "dev" + i, i);
                }
                assertThat(metrics(gateway))
                        .contains("sluice_certificate_expiry_seconds{certificate=\"flow-log.ipfix.tls\"}");
                records = recordsOfAll(gateway);
            }
            Path file = collector.whole();
            assertThat(IpfixTools.tshark(file)).doesNotContainIgnoringCase("malformed");
            assertThat(IpfixTools.flowsByTshark(file).stream().map(FlowLines::ofTshark))
                    .hasSize(20)
                    .containsExactlyInAnyOrderElementsOf(
                            records.stream().map(FlowLines::ofJsonInFull).toList());
        }
    }

    @Test
    void aCollectorWithACertificateForAnotherNameGetsNothing() throws Exception {
        Certificates certificates = Certificates.in(folder);
        certificates.server("elsewhere", List.of("elsewhere.lan"), List.of(), Certificates.VALID);
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                OpensslCollector collector = new OpensslCollector(certificates, "elsewhere")) {
            try (GatewayProcess gateway =
                    GatewayProcess.start(config(broker.port(), "", byTls(collector.port(), certificates)), folder)) {
                assertThat(gateway.awaitLog("is for another name")).contains("event=ipfix-collector-unreachable");
                talk(Wire.to(gateway.port()), "dev1", 1);
                gateway.awaitFlow("device-disconnect");
                assertThat(metrics(gateway))
                        .contains("sluice_ipfix_reached 0.0")
                        .contains("sluice_ipfix_records_sent_total 0.0");
                recordsOfAll(gateway);
                // Nobody waits for it in vain; what is lost is said.
                assertThat(gateway.awaitLog("event=ipfix-records-dropped")).contains("count=1");
            }
            assertThat(collector.whole()).isEmptyFile();
        }
    }

    /** With TLS 1.3 it does so after the handshake, when the first records could be on their way already. */
    @Test
    void aCollectorThatRefusesTheGatewaysCertificateCostsNoRecords() throws Exception {
        Certificates certificates = Certificates.in(folder);
        Certificates others = Certificates.in(Files.createDirectory(folder.resolve("others")));
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                OpensslCollector collector = new OpensslCollector(certificates, "broker");
                GatewayProcess gateway = GatewayProcess.start(
                        config(
                                broker.port(),
                                "",
                                byTls(collector.port(), certificates)
                                        .replace(
                                                certificates.file("gateway").toString(),
                                                others.file("gateway").toString())),
                        folder)) {
            talk(Wire.to(gateway.port()), "dev1", 1);
            gateway.awaitFlow("device-disconnect");
            assertThat(gateway.awaitLog("event=ipfix-collector-unreachable"))
                    .contains("does not trust the CA of our certificate");
            assertThat(metrics(gateway))
                    .contains("sluice_ipfix_records_sent_total 0.0")
                    .contains("sluice_ipfix_records_dropped_total 0.0");
        }
    }

    @Test
    void aCollectorThatStandsStillStopsNoTraffic() throws Exception {
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                ServerSocket stuck = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                GatewayProcess gateway = GatewayProcess.start(
                        config(
                                broker.port(),
                                "",
                                "ipfix { collector = \"tcp://127.0.0.1:" + stuck.getLocalPort() + "\" }"),
                        folder)) {
            for (int i = 0; i < 50; i++) {
                talk(Wire.to(gateway.port()), "dev" + i, i);
            }
            await("all are recorded").until(() -> records(gateway).size() == 50);
        }
    }

    private static String byTls(int port, Certificates certificates) {
        return "ipfix { collector = \"tls://localhost:" + port + "\", tls { trust = \"" + certificates.file("ca.pem")
                + "\", certificate = \"" + certificates.file("gateway.pem") + "\", key = \""
                + certificates.file("gateway.key") + "\" } }";
    }

    // ---- devices ----

    private static byte[] connect(String clientId) {
        return new PacketBytes()
                .string("MQTT")
                .u8(4)
                .u8(0x82)
                .u16(60)
                .string(clientId)
                .string("jörg")
                .packet(0x10);
    }

    /** A session with a PUBLISH of a size. */
    private static void talk(Wire device, String clientId, int size) throws IOException {
        try (device) {
            device.says(connect(clientId)).sees("20 02 0000");
            device.says(new PacketBytes()
                    .string("t/" + clientId)
                    .u16(1)
                    .raw(new byte[size])
                    .packet(0x32));
            device.sees("40 02 0001").says("e0 00").seesTheEnd();
        }
    }

    private static void refused(int port) throws IOException {
        try (Wire stranger = Wire.to(port)) {
            stranger.says(connect("who")).sees("20 02 0005").seesTheEnd();
        }
    }

    private static void malformed(int port) throws IOException {
        try (Wire garbage = Wire.to(port)) {
            garbage.says("'GET /'").seesTheEnd();
        }
    }

    /** A session over several interim records, with deliveries, a denied PUBLISH, and a delay. */
    private static void live(GatewayProcess gateway) throws IOException {
        try (Wire device = Wire.to(gateway.port())) {
            device.says(connect("devlive"))
                    .sees("20 02 0000")
                    .says("82 0a 0001 0005't/own' 01")
                    .sees("90 03 0001 01");
            for (int round = 1; round <= 2; round++) {
                device.says("30 0b 0005't/own' 'hell'");
                device.packet();
                int interim = round;
                await("interim record " + round)
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> gateway.flows().stream()
                                        .filter(flow -> flow.contains("devlive"))
                                        .count()
                                >= interim);
            }
            // Ten a second are allowed: more than two seconds hold, since one may end in between.
            int hasty = 25;
            device.says("30 0b 0005't/own' 'hell'".repeat(hasty));
            device.says("32 0a 0004'deny' 0007 'xx'").says("c0 00");
            List<Integer> types = new ArrayList<>();
            for (int i = 0; i < hasty + 2; i++) {
                types.add(Packets.type(device.packet()));
            }
            assertThat(types).contains(4, 13).filteredOn(type -> type == 3).hasSize(hasty);
            device.says("e0 00").seesTheEnd();
        }
    }

    // ---- records ----

    /** The records when the gateway has stopped, and with it the export. */
    private static List<JsonNode> recordsOfAll(GatewayProcess gateway) throws Exception {
        gateway.signal("TERM");
        assertThat(gateway.awaitExit()).isNotNegative();
        return records(gateway);
    }

    private static List<JsonNode> records(GatewayProcess gateway) {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> records = new ArrayList<>();
        for (String line : gateway.flows()) {
            try {
                records.add(mapper.readTree(line));
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
        return records;
    }

    private static boolean isInterim(JsonNode record) {
        return record.get("type").asText().equals("interim");
    }

    private static long sum(List<Map<String, String>> flows, ToLongFunction<Map<String, String>> value) {
        return flows.stream().mapToLong(value).sum();
    }

    private static boolean hasIpv6() {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return any.getLocalPort() > 0;
        } catch (IOException none) {
            return false;
        }
    }

    private static String metrics(GatewayProcess gateway) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port("admin") + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
