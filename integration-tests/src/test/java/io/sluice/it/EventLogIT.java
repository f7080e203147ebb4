/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens is written down, a line each, and nobody can make the file grow as they like. */
class EventLogIT {
    private static final String CONNECT = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final String STRANGER = "10 10 0004'MQTT' 04 02 003c 0004'none'";

    @TempDir
    Path folder;

    private Path events;

    @BeforeEach
    void name() {
        events = folder.resolve("events.json");
    }

    private GatewayConfigText config(int brokerPort, String rest) {
        return GatewayConfigText.plain(
                brokerPort,
                """
                policy { classes = [ { name = dev, match { client-id = ["dev*"] }, publish { allow = ["a"] } } ] }
                event-log.json.file = "%s"
                %s
                """
                        .formatted(events, rest));
    }

    private List<JsonNode> events() {
        try {
            ObjectMapper json = new ObjectMapper();
            List<JsonNode> read = new java.util.ArrayList<>();
            for (String line : CompleteLines.of(events)) {
                read.add(json.readTree(line));
            }
            return read;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private List<JsonNode> events(String type) {
        return events().stream()
                .filter(event -> event.get("type").asText().equals(type))
                .toList();
    }

    private JsonNode awaitEvent(String type) {
        await("an event " + type).until(() -> !events(type).isEmpty());
        return events(type).get(0);
    }

    private static void refused(String source, int port) throws Exception {
        try (Wire device = Wire.from(source, port)) {
            device.says(STRANGER).sees("20 02 0005").seesTheEnd();
        }
    }

    @Test
    void startDenialsBansTlsFailuresReloadsAndTheStopAreThereAndFitTheSchema() throws Exception {
        Certificates certificates = Certificates.in(folder);
        try (ScriptedBroker broker = new ScriptedBroker()) {
            GatewayConfigText text = config(
                    broker.port(),
                    """
                    limits { ban { after = 3, cycles-after = unlimited } }
                    listeners += { name = tls, bind = "127.0.0.1:0"
                      tls { certificate = "%s", key = "%s", client-auth = none } }
                    """
                            .formatted(certificates.file("broker.pem"), certificates.file("broker.key")));
            try (GatewayProcess gateway = GatewayProcess.start(text, folder)) {
                awaitEvent("started");
                try (Wire device = Wire.to(gateway.port()).says(CONNECT)) {
                    Wire upstream = broker.accept().sees(CONNECT).says("20 02 0000");
                    device.sees("20 02 0000").says("32 0a 0004'evil' 0001 'xx'").sees("40 02 0001");
                    JsonNode denied = awaitEvent("denied");
                    assertThat(denied.get("verdict").asText()).isEqualTo("drop");
                    assertThat(denied.get("reason").asText()).isEqualTo("topic-not-allowed");
                    assertThat(denied.get("packet").asText()).isEqualTo("PUBLISH");
                    assertThat(denied.get("subject").asText()).isEqualTo("evil");
                    assertThat(denied.get("source").asText()).isEqualTo("127.0.0.1");
                    assertThat(denied.get("client_id").asText()).isEqualTo("dev1");
                    assertThat(denied.get("class").asText()).isEqualTo("dev");
                    assertThat(denied.get("rule").asText())
                            .contains(gateway.config().toString());
                    device.says("e0 00");
                    upstream.sees("e0 00").seesTheEnd();
                    String flow = gateway.awaitFlow("device-disconnect");
                    assertThat(flow).contains(denied.get("flow_id").asText());
                }
                for (int i = 0; i < 3; i++) {
                    refused("127.0.0.2", gateway.port());
                }
                assertThat(awaitEvent("banned").get("source").asText()).isEqualTo("127.0.0.2");
                try (Wire garbage = Wire.to(gateway.port("tls"))) {
                    garbage.says("'GET / HTTP/1.0' 0d0a 0d0a").seesTheEnd();
                }
                assertThat(awaitEvent("device-tls-failed").get("listener").asText())
                        .isEqualTo("tls");
                gateway.signal("HUP");
                assertThat(awaitEvent("reloaded").get("restart_needed").asBoolean())
                        .isFalse();
                Files.writeString(gateway.config(), "sluice { nonsense = 1 }");
                gateway.signal("HUP");
                assertThat(awaitEvent("reload-refused").get("detail").asText()).contains(":1: ");
            }
        }
        assertThat(events("stopped")).hasSize(1);
        Schemas.assertFit(Schemas.EVENT, Files.readAllLines(events));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(events)))
                .isEqualTo("rw-------");
    }

    @Test
    void aBrokerThatIsAwayIsSaid() throws Exception {
        // Port 1 is nobody's.
        try (GatewayProcess gateway = GatewayProcess.start(config(1, ""), folder);
                Wire device = Wire.to(gateway.port())) {
            device.says(CONNECT).sees("20 02 0003");
            JsonNode failed = awaitEvent("upstream-failed");
            assertThat(failed.get("mend").asText()).isNotEmpty();
            assertThat(failed.get("severity").asText()).isEqualTo("error");
        }
        Schemas.assertFit(Schemas.EVENT, Files.readAllLines(events));
    }

    @Test
    void whoIsDeniedAgainAndAgainFillsTenLinesAndIsCounted() throws Exception {
        int times = 200;
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = GatewayProcess.start(
                        config(broker.port(), "limits.connect-rate-per-source = \"10000/s\""), folder)) {
            for (int i = 0; i < times; i++) {
                refused("127.0.0.2", gateway.port());
            }
            // Another source has its line all the same.
            refused("127.0.0.3", gateway.port());
            await().until(() -> events("denied").stream()
                    .anyMatch(event -> event.get("source").asText().equals("127.0.0.3")));
        }
        List<JsonNode> of = events("denied").stream()
                .filter(event -> event.get("source").asText().equals("127.0.0.2"))
                .toList();
        long suppressed = events().stream()
                .mapToLong(event -> event.path("suppressed").asLong())
                .sum();
        assertThat(of).hasSizeBetween(1, 10);
        assertThat(of.size() + suppressed).isEqualTo(times);
        Schemas.assertFit(Schemas.EVENT, Files.readAllLines(events));
    }

    @Test
    void theJournalGetsEventsWithTheirPriority() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway =
                        GatewayProcess.start(config(broker.port(), "event-log.journal = true"), folder)) {
            refused("127.0.0.2", gateway.port());
            gateway.awaitLog("<5>{\"version\":1,\"type\":\"denied\"");
            assertThat(gateway.log())
                    .filteredOn(line -> line.contains("{\"version\""))
                    .allMatch(line -> line.matches("<[3-6]>\\{.*}"));
        }
    }
}
