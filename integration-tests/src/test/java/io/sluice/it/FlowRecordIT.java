/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records have the form of their schema and say what was on the wires. */
class FlowRecordIT {
    private static final String POLICY =
            """
            policy { classes = [ { name = dev, match { client-id = ["dev*"] }
              publish { allow = ["a"] }, subscribe { allow = ["s"] } } ] }
            flow-log.active-timeout = 1s
            limits { connect-timeout = 1s }
            """;

    private static final String CONNECT_3 = "10 13 0004'MQTT' 04 82 003c 0003'dev' 0002'me'";

    @TempDir
    Path folder;

    @Test
    void everyRecordFitsTheSchemaAndItsFiguresAreThoseOfTheWires() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = GatewayProcess.start(GatewayConfigText.plain(broker.port(), POLICY), folder)) {
            Wire device = Wire.to(gateway.port()).says(CONNECT_3);
            Wire upstream = broker.accept().sees(CONNECT_3).says("20 02 0000");
            device.sees("20 02 0000")
                    .says("32 07 0001'a' 0001'xx'" + "32 07 0001'b' 0002'xx'" + "82 06 0003 0001's' 00");
            upstream.sees("32 07 0001'a' 0001'xx'" + "82 06 0003 0001's' 00").says("40 02 0001 90 03 0003 00");
            device.sees("40 02 0001 40 02 0002 90 03 0003 00");
            upstream.says("30 04 0001's' 'y'" + "30 04 0001'z' 'y'");
            device.sees("30 04 0001's' 'y'");
            gateway.awaitFlow("\"type\":\"interim\"");
            device.says("e0 00");
            upstream.sees("e0 00").seesTheEnd();
            device.seesTheEnd();
            JsonNode end = new ObjectMapper().readTree(gateway.awaitFlow("device-disconnect"));
            JsonNode totals = end.get("totals");
            assertThat(totals.get("bytes_from_device").asInt()).isEqualTo(21 + 9 + 9 + 8 + 2);
            assertThat(totals.get("bytes_to_broker").asInt()).isEqualTo(21 + 9 + 8 + 2);
            assertThat(totals.get("bytes_from_broker").asInt()).isEqualTo(4 + 4 + 5 + 6 + 6);
            assertThat(totals.get("bytes_to_device").asInt()).isEqualTo(4 + 4 + 4 + 5 + 6);
            assertThat(totals.get("packets_from_device").asInt()).isEqualTo(5);
            assertThat(totals.get("packets_to_broker").asInt()).isEqualTo(4);
            assertThat(totals.get("packets_from_broker").asInt()).isEqualTo(5);
            assertThat(totals.get("packets_to_device").asInt()).isEqualTo(5);
            assertThat(totals.get("publishes_from_device").asInt()).isEqualTo(2);
            assertThat(totals.get("subscriptions").asInt()).isEqualTo(1);
            assertThat(end.at("/verdicts/dropped/topic-not-allowed").asInt()).isEqualTo(2);
            assertThat(end.at("/mqtt/username").asText()).isEqualTo("me");
            assertThat(totals.get("distinct_topics_from_device").asInt()).isEqualTo(2);
            assertThat(totals.get("distinct_topics_to_device").asInt()).isEqualTo(2);
            assertThat(end.get("end_cause").asText()).isEqualTo("device");
            assertThat(end.get("end_phase").asText()).isEqualTo("data");
            assertThat(end.get("community_id").asText()).startsWith("1:");

            // Some that end otherwise.
            try (Wire stranger = Wire.to(gateway.port())) {
                stranger.says("10 0f 0004'MQTT' 04 02 003c 0003'who'")
                        .sees("20 02 0005")
                        .seesTheEnd();
            }
            try (Wire silent = Wire.to(gateway.port())) {
                silent.seesTheEnd();
            }
            try (Wire garbage = Wire.to(gateway.port())) {
                garbage.says("'GET /'").seesTheEnd();
            }
            for (String reason : List.of("denied-connect", "connect-timeout", "malformed")) {
                gateway.awaitFlow("\"end_reason\":\"" + reason + "\"");
            }
            assertThat(gateway.awaitFlow("denied-connect")).contains("\"end_phase\":\"connect\"");
            Schema schema = schema();
            assertThat(gateway.flows()).isNotEmpty().allSatisfy(flow -> assertThat(
                            schema.validate(flow, InputFormat.JSON))
                    .as(flow)
                    .isEmpty());
            assertThat(schema.validate("{\"version\":2}", InputFormat.JSON)).isNotEmpty();
            Path log = Path.of(gateway.config() + ".flows.json");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                    .isEqualTo("rw-------");
        }
    }

    private static Schema schema() throws Exception {
        try (InputStream in = io.sluice.gateway.flow.FlowJson.class.getResourceAsStream("flow-record.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        }
    }
}
