/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may ask sees who is connected, and no more of them than the configuration lets be known. */
class LiveSessionsIT {
    private static final String POLICY =
            """
            policy { classes = [
              { name = sensors, match { client-id = ["sensor-*"] }, publish { allow = ["ok/#"] }
                limits { publish-rate = unlimited } }
              { name = lamps, match { client-id = ["lamp-*"] }, publish { allow = ["ok/#"] } } ] }
            """;
    private static final String SECRET = "3f6b0c5a9d1e4c7788aa";

    @TempDir
    Path folder;

    private GatewayProcess gateway(OpenMosquitto broker, String rest) throws Exception {
        return GatewayProcess.start(GatewayConfigText.plain(broker.port(), POLICY + rest), folder);
    }

    private static HttpResponse<String> ask(GatewayProcess gateway, String method, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port("admin") + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The command line's exit code and output. */
    private static String sluice(String... arguments) throws Exception {
        Process process =
                GatewayProcess.sluice(arguments).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + output;
    }

    private static List<String> clients(String json) throws Exception {
        List<String> clients = new ArrayList<>();
        for (JsonNode flow : new ObjectMapper().readTree(json)) {
            clients.add(flow.at("/mqtt/client_id").asText());
        }
        return clients;
    }

    private static RawClient client(GatewayProcess gateway, String id) throws Exception {
        return RawClient.connect(gateway.port(), RawClient.Connect.of(5, id));
    }

    @Test
    void sessionsAreListedFilteredAndOrderedOverHttpAndByStatusAndTop() throws Exception {
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                GatewayProcess gateway = gateway(broker, "");
                RawClient quiet = client(gateway, "sensor-quiet");
                RawClient busy = client(gateway, "sensor-busy");
                RawClient odd = client(gateway, "lamp-odd")) {
            for (int i = 0; i < 30; i++) {
                busy.publish("ok/" + i, 1, false);
            }
            odd.publish("elsewhere", 1, false);
            odd.publish("elsewhere", 1, false);
            quiet.delivered();
            assertThat(clients(ask(gateway, "GET", "/flows").body()))
                    .containsExactly("sensor-quiet", "sensor-busy", "lamp-odd");
            assertThat(clients(ask(gateway, "GET", "/flows?sort=bytes").body())).startsWith("sensor-busy");
            assertThat(clients(
                            ask(gateway, "GET", "/flows?sort=denials&limit=1").body()))
                    .containsExactly("lamp-odd");
            assertThat(clients(ask(gateway, "GET", "/flows?class=sensors&client-id=*-q*")
                            .body()))
                    .containsExactly("sensor-quiet");
            assertThat(clients(ask(gateway, "GET", "/flows?source=10.0.0.0/8").body()))
                    .isEmpty();
            assertThat(ask(gateway, "GET", "/flows?sort=size").statusCode()).isEqualTo(400);

            String config = gateway.askableConfig().toString();
            String table = sluice("status", "-c", config, "--sort", "messages");
            assertThat(table).startsWith("0 ready");
            List<String> lines = table.lines().toList();
            assertThat(lines.get(1)).matches("SOURCE +CLIENT ID +CLASS +.* +TOPICS +DENIED");
            assertThat(lines.get(2)).matches("127\\.0\\.0\\.1:\\d+ +sensor-busy +sensors .* 30 +0 +30 +0");
            assertThat(lines.get(3)).matches("127\\.0\\.0\\.1:\\d+ +lamp-odd +lamps .* 2 +0 +1 +2");
            assertThat(clients(sluice("status", "-c", config, "--json", "--client-id", "lamp-*")
                            .substring(2)))
                    .containsExactly("lamp-odd");
            assertThat(sluice("status", "-c", config, "--source", "lan"))
                    .startsWith("2 ")
                    .contains("not an IP address");
            String top = sluice("top", "-c", config, "-n", "2", "-d", "0.2", "--limit", "1", "--sort", "bytes");
            assertThat(top.lines().filter(line -> line.contains("sensor-busy"))).hasSize(2);
            assertThat(top).startsWith("0 ready").doesNotContain("lamp-odd");
            assertThat(sluice("top", "-c", config, "-d", "0")).startsWith("2 ").contains("delay");
        }
    }

    @Test
    void aRecordIsWrittenWhenSomebodyAsksForIt() throws Exception {
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                GatewayProcess gateway = gateway(broker, "");
                RawClient device = client(gateway, "sensor-1")) {
            device.publish("ok/a", 1, false);
            assertThat(gateway.flows()).isEmpty();
            assertThat(sluice("status", "-c", gateway.askableConfig().toString(), "--record"))
                    .isEqualTo("0 1 recorded\n");
            assertThat(gateway.awaitFlow("sensor-1")).contains("\"type\":\"interim\"", "\"publishes_from_device\":1");
        }
    }

    @Test
    void withATokenNobodyElseIsAnswered() throws Exception {
        Path token = Files.createFile(
                folder.resolve("token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, SECRET + "\n");
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                GatewayProcess gateway = gateway(broker, "admin.token-file = \"" + token + "\"\n")) {
            for (String path : List.of("/flows", "/metrics", "/readyz", "/bans", "/nothing", "/healthz/../flows")) {
                HttpResponse<String> refused = ask(gateway, "GET", path);
                assertThat(refused.statusCode()).as(path).isEqualTo(401);
                assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"sluice\"");
                assertThat(ask(gateway, "GET", path, "Authorization", "Bearer " + SECRET.substring(1))
                                .statusCode())
                        .as(path)
                        .isEqualTo(401);
            }
            assertThat(ask(gateway, "POST", "/reload").statusCode()).isEqualTo(401);
            assertThat(ask(gateway, "DELETE", "/bans").statusCode()).isEqualTo(401);
            assertThat(ask(gateway, "GET", "/healthz").body()).isEqualTo("ok\n");
            assertThat(ask(gateway, "GET", "/flows", "Authorization", "Bearer " + SECRET)
                            .body())
                    .isEqualTo("[]");
            assertThat(ask(
                                    gateway,
                                    "GET",
                                    "/flows",
                                    "Authorization",
                                    "Bearer " + SECRET,
                                    "Origin",
                                    "http://evil.example")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(sluice("status", "-c", gateway.askableConfig().toString()))
                    .startsWith("0 ready");
            assertThat(gateway.log()).noneMatch(line -> line.contains(SECRET));
        }
    }

    @Test
    void whatIsHiddenIsHiddenInTheLogAndTheListAlike() throws Exception {
        String privacy = "flow-log.privacy { client-id = hash, username = drop, address = hash }\n";
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                GatewayProcess gateway = gateway(broker, privacy);
                RawClient device = client(gateway, "sensor-ann")) {
            device.publish("ok/a", 1, false);
            String live = ask(gateway, "GET", "/flows").body();
            JsonNode flow = new ObjectMapper().readTree(live).get(0);
            String hashed = flow.at("/mqtt/client_id").asText();
            assertThat(hashed).matches("[0-9a-f]{32}");
            assertThat(flow.at("/device/address").asText()).startsWith("fd");
            assertThat(live).doesNotContain("ann", "community_id");
            assertThat(clients(ask(gateway, "GET", "/flows?client-id=" + encoded("sensor-*"))
                            .body()))
                    .as("guessing finds nobody")
                    .isEmpty();
            assertThat(clients(ask(gateway, "GET", "/flows?client-id=" + hashed).body()))
                    .containsExactly(hashed);
            assertThat(ask(gateway, "GET", "/flows?format=table").body())
                    .contains(hashed)
                    .doesNotContain("ann");
            device.disconnect();
            assertThat(gateway.awaitFlow("device-disconnect"))
                    .contains(hashed, flow.at("/device/address").asText())
                    .doesNotContain("ann");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
