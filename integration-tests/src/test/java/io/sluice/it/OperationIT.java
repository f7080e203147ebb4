/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway in the hands of its operator: signals, reload, health, limits. */
class OperationIT {
    private static final String CONNECT_3 = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final String CONNECT_5 = "10 11 0004'MQTT' 05 02 003c 00 0004'dev1'";
    private static final String CONNACK_3 = "20 02 0000";

    @TempDir
    Path folder;

    /** Kept, since the garbage collector closes a socket that nobody holds. */
    private final List<Wire> upstreams = new ArrayList<>();

    private ScriptedBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new ScriptedBroker();
    }

    @AfterEach
    void stop() throws Exception {
        for (Wire upstream : upstreams) {
            upstream.close();
        }
        broker.close();
    }

    private GatewayProcess gateway(String rest) throws IOException {
        return GatewayProcess.start(GatewayConfigText.plain(broker.port(), rest), folder);
    }

    private Wire connected(GatewayProcess gateway, String connect, String connack) throws IOException {
        Wire device = Wire.to(gateway.port()).says(connect);
        upstreams.add(broker.accept().sees(connect).says(connack));
        assertThat(device.packet()).startsWith(0x20);
        return device;
    }

    private static HttpResponse<String> http(GatewayProcess gateway, String method, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port("admin") + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void sigtermTellsDevicesAndEndsWithZero() throws Exception {
        GatewayProcess gateway = gateway(GatewayConfigText.ALLOW_EVERYTHING);
        try (Wire five = connected(gateway, CONNECT_5, "20 03 00 00 00");
                Wire three = connected(gateway, CONNECT_3, CONNACK_3)) {
            gateway.signal("TERM");
            five.sees("e0 02 8b 00").seesTheEnd();
            three.seesTheEnd();
        }
        assertThat(gateway.awaitExit()).isZero();
        assertThat(gateway.flows())
                .filteredOn(line -> line.contains("\"end_reason\":\"drain\""))
                .hasSize(2);
        gateway.close();
    }

    @Test
    void sighupPutsANewPolicyInForceForLiveSessions() throws Exception {
        String before = "policy { classes = [ { name = old, publish { allow = [\"a\", \"b\"] } } ] }";
        String after = "policy { classes = [ { name = new, publish { allow = [\"b\"] } } ] }";
        try (GatewayProcess gateway = gateway(before)) {
            Wire device = Wire.to(gateway.port()).says(CONNECT_3);
            Wire upstream = broker.accept().sees(CONNECT_3).says(CONNACK_3);
            device.sees(CONNACK_3).says("30 03 0001'a'");
            upstream.sees("30 03 0001'a'");
            gateway.rewrite(GatewayConfigText.plain(broker.port(), after));
            gateway.signal("HUP");
            gateway.awaitLog("event=reloaded");
            awaitAdopted(gateway, "new");
            device.says("30 03 0001'a'" + "30 03 0001'b'");
            upstream.sees("30 03 0001'b'");
            device.close();
            upstream.close();
        }
    }

    @Test
    void aSessionWhoseClassIsGoneIsDisconnected() throws Exception {
        String before = "policy { classes = [ { name = all } ] }";
        String after = "policy { classes = [ { name = some, match { client-id = [\"other\"] } } ] }";
        try (GatewayProcess gateway = gateway(before);
                Wire five = connected(gateway, CONNECT_5, "20 03 00 00 00");
                Wire three = connected(gateway, CONNECT_3, CONNACK_3)) {
            gateway.rewrite(GatewayConfigText.plain(broker.port(), after));
            assertThat(http(gateway, "POST", "/reload").statusCode()).isEqualTo(200);
            five.sees("e0 02 98 00").seesTheEnd();
            three.seesTheEnd();
            gateway.awaitFlow("\"end_reason\":\"policy-reload\"");
        }
    }

    @Test
    void aWillThatANewPolicyDeniesIsTakenBack() throws Exception {
        String before = "policy { classes = [ { name = all, publish { allow = [\"w\"] } } ] }";
        String after = "policy { classes = [ { name = all } ] }";
        String connect = "10 16 0004'MQTT' 04 06 003c 0004'dev1' 0001'w' 0001'x'";
        try (GatewayProcess gateway = gateway(before);
                Wire device = Wire.to(gateway.port()).says(connect);
                Wire upstream = broker.accept().sees(connect).says(CONNACK_3)) {
            device.sees(CONNACK_3);
            gateway.rewrite(GatewayConfigText.plain(broker.port(), after));
            assertThat(http(gateway, "POST", "/reload").statusCode()).isEqualTo(200);
            upstream.sees("e0 00").seesTheEnd();
            device.seesTheEnd();
        }
    }

    @Test
    void aBrokenConfigurationIsRefusedWholeAndTheOldPolicyStays() throws Exception {
        String before = "policy { classes = [ { name = old, publish { allow = [\"a\"] } } ] }";
        try (GatewayProcess gateway = gateway(before)) {
            Wire device = Wire.to(gateway.port()).says(CONNECT_3);
            Wire upstream = broker.accept().sees(CONNECT_3).says(CONNACK_3);
            device.sees(CONNACK_3);
            gateway.rewrite(GatewayConfigText.plain(
                    broker.port(), "policy { classes = [ { name = new, publish { allow = [\"b\", \"#/x\"] } } ] }"));
            HttpResponse<String> reload = http(gateway, "POST", "/reload");
            assertThat(reload.statusCode()).isEqualTo(409);
            assertThat(reload.body()).contains("the policy in force stays", ".conf:6: ");
            device.says("30 03 0001'a'");
            upstream.sees("30 03 0001'a'");
            device.close();
            upstream.close();
        }
    }

    @Test
    void healthIsToldAndPagesOfOthersAreNotAnswered() throws Exception {
        try (GatewayProcess gateway = gateway(GatewayConfigText.ALLOW_EVERYTHING)) {
            await("ready")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> http(gateway, "GET", "/readyz").statusCode() == 200);
            assertThat(http(gateway, "GET", "/healthz").statusCode()).isEqualTo(200);
            assertThat(http(gateway, "GET", "/metrics").body())
                    .contains("sluice_connections 0.0", "sluice_broker_ready 1.0");
            assertThat(http(gateway, "GET", "/reload").statusCode()).isEqualTo(405);
            assertThat(http(gateway, "POST", "/reload", "Origin", "http://evil.example")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(http(gateway, "GET", "/nothing").statusCode()).isEqualTo(404);
            try (Wire device = connected(gateway, CONNECT_3, CONNACK_3)) {
                assertThat(http(gateway, "GET", "/flows").body()).contains("\"client_id\":\"dev1\"");
                device.says("e0 00");
            }
        }
    }

    @Test
    void aBrokerThatIsDownIsToldByReadinessAndConnack() throws Exception {
        try (GatewayProcess gateway =
                GatewayProcess.start(GatewayConfigText.plain(1, GatewayConfigText.ALLOW_EVERYTHING), folder)) {
            assertThat(http(gateway, "GET", "/readyz").statusCode()).isEqualTo(503);
            try (Wire device = Wire.to(gateway.port())) {
                device.says(CONNECT_3).sees("20 02 0003").seesTheEnd();
            }
            gateway.awaitFlow("\"end_reason\":\"upstream-unreachable\"");
        }
    }

    @Test
    void aSecondBrokerTakesOverWhenTheFirstIsDown() throws Exception {
        GatewayConfigText both = new GatewayConfigText(
                "brokers = [\"127.0.0.1:1\", \"127.0.0.1:" + broker.port() + "\"]", GatewayConfigText.ALLOW_EVERYTHING);
        try (GatewayProcess gateway = GatewayProcess.start(both, folder);
                Wire device = connected(gateway, CONNECT_3, CONNACK_3)) {
            device.says("e0 00");
            assertThat(gateway.awaitFlow("device-disconnect")).contains("\"broker\":\"127.0.0.1:" + broker.port());
        }
    }

    @Test
    void aDeniedSourceAndOneOverItsLimitAreClosedAtAccept() throws Exception {
        try (GatewayProcess gateway = gateway("network { deny = [\"127.0.0.1\"] }");
                Wire device = Wire.to(gateway.port())) {
            device.seesTheEnd();
            assertThat(gateway.awaitFlow("denied-network")).contains("network: deny");
        }
        try (GatewayProcess gateway =
                        gateway(GatewayConfigText.ALLOW_EVERYTHING + "limits { connections-per-source = 1 }");
                Wire first = connected(gateway, CONNECT_3, CONNACK_3);
                Wire second = Wire.to(gateway.port())) {
            second.seesTheEnd();
            gateway.awaitFlow("connection-limit");
            first.says("e0 00");
        }
    }

    @Test
    void aDeviceThatIsTooFastIsDelayedDroppedOrDisconnectedAsItsClassSays() throws Exception {
        String rate = "policy { classes = [ { name = slow, publish { allow = [\"a\"] }, limits { publish-rate = \"2/h\""
                + ", on-exceed = %s } } ] }";
        String burst = "30 03 0001'a'".repeat(5);
        try (GatewayProcess gateway = gateway(rate.formatted("drop"))) {
            Wire device = Wire.to(gateway.port()).says(CONNECT_3);
            Wire upstream = broker.accept().sees(CONNECT_3).says(CONNACK_3);
            device.sees(CONNACK_3).says(burst + "c0 00");
            upstream.sees("30 03 0001'a'".repeat(2) + "c0 00");
            device.close();
            // A reconnect does not refill.
            Wire again = Wire.to(gateway.port()).says(CONNECT_3);
            Wire upstreamAgain = broker.accept().sees(CONNECT_3).says(CONNACK_3);
            again.sees(CONNACK_3).says(burst + "c0 00");
            upstreamAgain.sees("c0 00");
            again.close();
            gateway.awaitFlow("\"dropped\":{\"publish-rate\":3}");
            gateway.awaitFlow("\"dropped\":{\"publish-rate\":5}");
        }
        try (GatewayProcess gateway = gateway(rate.formatted("disconnect"));
                Wire device = connected(gateway, CONNECT_5, "20 03 00 00 00")) {
            device.says("30 04 0001'a' 00".repeat(3)).sees("e0 02 96 00").seesTheEnd();
            gateway.awaitFlow("\"end_reason\":\"rate\"");
        }
        String quick =
                "policy { classes = [ { name = slow, publish { allow = [\"a\"] }, limits { publish-rate = \"20/s\""
                        + ", on-exceed = delay } } ] }";
        try (GatewayProcess gateway = gateway(quick)) {
            Wire device = Wire.to(gateway.port()).says(CONNECT_3);
            Wire upstream = broker.accept().sees(CONNECT_3).says(CONNACK_3);
            device.sees(CONNACK_3).says("30 03 0001'a'".repeat(50) + "e0 00");
            upstream.sees("30 03 0001'a'".repeat(50) + "e0 00");
            assertThat(gateway.awaitFlow("device-disconnect")).contains("\"delayed\":{\"publish-rate\":");
            device.close();
            // A flood of denied messages is delayed like any other.
            Wire hostile = Wire.to(gateway.port()).says("10 10 0004'MQTT' 04 02 003c 0004'dev2'");
            Wire second = broker.accept()
                    .sees("10 10 0004'MQTT' 04 02 003c 0004'dev2'")
                    .says(CONNACK_3);
            hostile.sees(CONNACK_3).says("30 03 0001'b'".repeat(50) + "e0 00");
            second.sees("e0 00");
            assertThat(gateway.awaitFlow("\"client_id\":\"dev2\""))
                    .contains("\"delayed\":{\"publish-rate\":", "\"topic-not-allowed\":50");
            hostile.close();
        }
    }

    private static void awaitAdopted(GatewayProcess gateway, String className) {
        await("the session's new class")
                .atMost(Duration.ofSeconds(20))
                .until(() -> http(gateway, "GET", "/flows").body().contains("\"class\":\"" + className + "\""));
    }
}
