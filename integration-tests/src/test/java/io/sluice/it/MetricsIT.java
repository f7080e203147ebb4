/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures: their names, what the dashboard makes of them, and what is not in them. */
class MetricsIT {
    private static final String POLICY =
            """
            policy { classes = [ { name = sensors, match { client-id = ["sensor-*"] }
              publish { allow = ["ok/#"] }, subscribe { allow = ["ok/#"] }, limits { publish-rate = unlimited } } ] }
            """;

    /** Words of PromQL that look like names of figures or labels. */
    private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("job", "instance");

    private static final Pattern NAME = Pattern.compile("\\b(?:sluice|jvm|process|system)_[a-z_]+");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\s*(=~|=|!=|!~)\\s*\"");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");
    private static final Pattern SHOWN = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern SAMPLE = Pattern.compile("^(\\w+)(?:\\{(.*)})? \\S+.*$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    @TempDir
    Path folder;

    @Test
    void everyNameAndLabelOfTheDashboardIsInAScrape() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("../deploy/grafana/sluice.json").toFile());
        Certificates certificates = Certificates.in(folder);
        try (Mosquitto broker = Mosquitto.start(certificates);
                GatewayProcess gateway = GatewayProcess.start(
                        GatewayConfigText.mutualTls(broker.port(), certificates, POLICY), folder)) {
            visit(gateway);
            Map<String, Set<String>> scraped = labels(scrape(gateway, "").body());
            List<JsonNode> targets = dashboard.findValues("targets").stream()
                    .flatMap(list -> {
                        List<JsonNode> each = new java.util.ArrayList<>();
                        list.forEach(each::add);
                        return each.stream();
                    })
                    .toList();
            assertThat(targets).hasSizeGreaterThan(20);
            assertThat(targets).allSatisfy(target -> {
                String query = target.get("expr").asText();
                Set<String> names = all(NAME, query);
                assertThat(names).isNotEmpty();
                assertThat(scraped.keySet()).containsAll(names);
                Set<String> known = names.stream()
                        .flatMap(name -> scraped.get(name).stream())
                        .collect(Collectors.toSet());
                known.addAll(LABELS_OF_PROMETHEUS);
                Set<String> asked = all(SELECTOR, query);
                all(GROUPING, query).forEach(group -> asked.addAll(List.of(group.split(",\\s*"))));
                asked.addAll(all(SHOWN, target.get("legendFormat").asText()));
                assertThat(known).containsAll(asked);
            });
        }
    }

    @Test
    void noNameThatADeviceChoseIsEverALabel() throws Exception {
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                GatewayProcess gateway = GatewayProcess.start(GatewayConfigText.plain(broker.port(), POLICY), folder)) {
            visit(gateway);
            String before = scrape(gateway, "").body();
            for (int i = 0; i < 20; i++) {
                try (RawClient client = RawClient.connect(gateway.port(), RawClient.Connect.of(5, "sensor-odd-" + i))) {
                    client.publish("ok/odd/" + i, 1, false);
                    client.publish("not-ok/odd/" + i, 1, false);
                    client.disconnect();
                }
            }
            await("all counted").atMost(Duration.ofSeconds(20)).until(() -> scrape(gateway, "")
                    .body()
                    .contains("sluice_connects_total{outcome=\"accepted\"} 21.0"));
            String after = scrape(gateway, "").body();
            assertThat(after).doesNotContain("odd");
            assertThat(samples(after)).isEqualTo(samples(before));
        }
    }

    @Test
    void figuresAreThoseOfTheTraffic() throws Exception {
        try (OpenMosquitto broker = OpenMosquitto.start(folder, "");
                GatewayProcess gateway = GatewayProcess.start(GatewayConfigText.plain(broker.port(), POLICY), folder)) {
            visit(gateway);
            assertThat(scrape(gateway, "").body())
                    .contains(
                            "sluice_connects_total{outcome=\"accepted\"} 1.0",
                            "sluice_connects_total{outcome=\"denied-connect\"} 1.0",
                            "sluice_flows_ended_total{cause=\"policy\",phase=\"connect\",reason=\"denied-connect\"} 1.0",
                            "sluice_verdicts_total{class=\"sensors\",reason=\"topic-not-allowed\",verdict=\"drop\"} 1.0",
                            "sluice_packets_total{direction=\"received\",side=\"device\",type=\"publish\"} 2.0",
                            "sluice_packets_total{direction=\"sent\",side=\"broker\",type=\"publish\"} 1.0",
                            "sluice_packets_total{direction=\"received\",side=\"device\",type=\"connect\"} 2.0",
                            "sluice_packets_total{direction=\"sent\",side=\"device\",type=\"puback\"} 2.0",
                            "sluice_packets_total{direction=\"received\",side=\"broker\",type=\"puback\"} 1.0",
                            "sluice_sessions{phase=\"data\"} 0.0",
                            "sluice_broker_up{broker=\"127.0.0.1:" + broker.port() + "\"} 1.0");
        }
    }

    @Test
    void whoAsksForOpenMetricsGetsThem() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = GatewayProcess.start(GatewayConfigText.plain(broker.port(), POLICY), folder)) {
            HttpResponse<String> open =
                    scrape(gateway, "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4");
            assertThat(open.headers().firstValue("content-type"))
                    .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
            assertThat(open.body()).endsWith("# EOF\n").contains("# TYPE sluice_received_bytes counter");
            HttpResponse<String> text = scrape(gateway, "text/plain");
            assertThat(text.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(text.body()).doesNotContain("# EOF").contains("# TYPE sluice_received_bytes_total counter");
        }
    }

    /** One that is served, half of what it says denied, and one that is refused. */
    private static void visit(GatewayProcess gateway) throws Exception {
        try (RawClient client = RawClient.connect(gateway.port(), RawClient.Connect.of(5, "sensor-1"))) {
            client.publish("ok/a", 1, false);
            client.publish("elsewhere", 1, false);
            client.disconnect();
        }
        try (Wire stranger = Wire.to(gateway.port())) {
            stranger.says("10 0f 0004'MQTT' 04 02 003c 0003'who'")
                    .sees("20 02 0005")
                    .seesTheEnd();
        }
        gateway.awaitFlow("device-disconnect");
        gateway.awaitFlow("denied-connect");
    }

    private static HttpResponse<String> scrape(GatewayProcess gateway, String accept) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port("admin") + "/metrics"));
        if (!accept.isEmpty()) {
            request.header("Accept", accept);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The labels of each figure. */
    private static Map<String, Set<String>> labels(String text) {
        Map<String, Set<String>> labels = new TreeMap<>();
        samples(text).forEach(sample -> {
            int brace = sample.indexOf('{');
            String name = brace < 0 ? sample : sample.substring(0, brace);
            labels.computeIfAbsent(name, first -> new TreeSet<>()).addAll(all(LABEL, sample));
        });
        return labels;
    }

    /** The figures with their labels, without their values. */
    private static Set<String> samples(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(SAMPLE::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(2) == null ? line.group(1) : line.group(1) + "{" + line.group(2) + "}")
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the first group of a pattern holds, or all of it, wherever it is found. */
    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.groupCount() == 0 ? found.group() : found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
