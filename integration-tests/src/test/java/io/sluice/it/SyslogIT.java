/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real servers read what is sent to them. */
class SyslogIT {
    private static final String STRANGER = "10 10 0004'MQTT' 04 02 003c 0004'none'";

    @TempDir
    Path folder;

    private GatewayProcess gateway(int brokerPort, String server, String tls) throws IOException {
        return GatewayProcess.start(
                GatewayConfigText.plain(
                        brokerPort,
                        """
                        policy { classes = [ { name = dev, match { client-id = ["dev*"] } } ] }
                        flow-log.syslog { server = "%s" %s }
                        event-log.syslog { server = "%s", facility = auth %s }
                        """
                                .formatted(server, tls, server, tls)),
                folder);
    }

    private static void refused(GatewayProcess gateway) throws Exception {
        try (Wire device = Wire.to(gateway.port())) {
            device.says(STRANGER).sees("20 02 0005").seesTheEnd();
        }
    }

    private static List<JsonNode> messages(Rsyslog server, String kind) throws IOException {
        List<JsonNode> messages = new ArrayList<>();
        for (String line : server.messages()) {
            JsonNode message = new ObjectMapper().readTree(line);
            if (message.get("msgid").asText().equals(kind)) {
                messages.add(message);
            }
        }
        return messages;
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void rsyslogReadsEveryFieldOfFlowsAndEvents(String protocol) throws Exception {
        int port = FreePort.choose();
        try (ScriptedBroker broker = new ScriptedBroker();
                Rsyslog server = Rsyslog.start(folder, protocol, port);
                GatewayProcess gateway = gateway(broker.port(), protocol + "://127.0.0.1:" + port, "")) {
            gateway.awaitLog("event=syslog-reached");
            refused(gateway);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !messages(server, "flow").isEmpty()
                            && !messages(server, "denied").isEmpty());
            JsonNode flow = messages(server, "flow").get(0);
            // local0 and informational: 16 * 8 + 6; auth and notice: 4 * 8 + 5.
            assertThat(flow.get("pri").asText()).isEqualTo("134");
            assertThat(flow.get("version").asText()).isEqualTo("1");
            assertThat(flow.get("app").asText()).isEqualTo("sluice");
            assertThat(flow.get("procid").asText()).matches("\\d+");
            JsonNode denied = messages(server, "denied").get(0);
            assertThat(denied.get("pri").asText()).isEqualTo("37");
            Schemas.assertFit(Schemas.FLOW, List.of(flow.get("msg").asText().strip()));
            Schemas.assertFit(Schemas.EVENT, List.of(denied.get("msg").asText().strip()));
        }
    }

    @Test
    void overTlsTheServerIsVerifiedAndGetsCountedFrames() throws Exception {
        Certificates certificates = Certificates.in(folder);
        String tls = ", tls { trust = \"" + certificates.file("ca.pem") + "\", certificate = \""
                + certificates.file("gateway.pem") + "\", key = \"" + certificates.file("gateway.key") + "\" }";
        try (ScriptedBroker broker = new ScriptedBroker();
                OpensslCollector server = new OpensslCollector(certificates, "broker");
                GatewayProcess gateway = GatewayProcess.start(
                        GatewayConfigText.plain(
                                broker.port(),
                                """
                                policy { classes = [ { name = dev, match { client-id = ["dev*"] } } ] }
                                event-log.syslog { server = "tls://127.0.0.1:%d" %s }
                                """
                                        .formatted(server.port(), tls)),
                        folder)) {
            gateway.awaitLog("event=syslog-reached");
            for (int i = 0; i < 5; i++) {
                refused(gateway);
            }
            gateway.signal("TERM");
            gateway.awaitExit();
            byte[] got = Files.readAllBytes(server.whole());
            List<String> kinds = new ArrayList<>();
            for (int at = 0; at < got.length; ) {
                int space = at;
                while (got[space] != ' ') {
                    space++;
                }
                int length = Integer.parseInt(new String(got, at, space - at, StandardCharsets.US_ASCII));
                String message = new String(got, space + 1, length, StandardCharsets.UTF_8);
                assertThat(message).matches("<13[0-9]>1 \\S+ \\S+ sluice \\d+ [a-z-]+ - \\{.*}");
                kinds.add(message.split(" ")[5]);
                at = space + 1 + length;
            }
            assertThat(kinds).containsExactly("started", "denied", "denied", "denied", "denied", "denied", "stopped");
        }
    }

    @Test
    void aServerThatIsAwayGetsItsLinesWhenItIsBackAndTrafficNeverWaits() throws Exception {
        int port = FreePort.choose();
        int times = 20;
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker.port(), "tcp://127.0.0.1:" + port, "")) {
            for (int i = 0; i < times; i++) {
                refused(gateway);
            }
            gateway.awaitLog("event=syslog-unreachable server=tcp://127.0.0.1:" + port);
            try (Rsyslog server = Rsyslog.start(folder, "tcp", port)) {
                // Each log has a connection of its own.
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    assertThat(messages(server, "flow")).hasSize(times);
                    assertThat(messages(server, "started")).hasSize(1);
                });
            }
        }
    }
}
