/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.it.model.Model;
import io.sluice.it.model.Rules;
import io.sluice.it.model.Tally;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever legal devices and a legal broker say to each other through the gateway, what is denied gets through nowhere, and
 * nothing else is lost, repeated, reordered, altered or answered wrongly. Sessions are random; a failure says its seed, and
 * {@code -Dsluice.seed=N} makes the same decisions again.
 */
class LegalSessionsIT {
    private static final long SEED = Long.getLong("sluice.seed", new Random().nextInt());

    private static final int SESSIONS = 500;
    private static final int AT_ONCE = 50;

    private static final List<Rules> RULES = List.of(
            new Rules(
                    "keep",
                    List.of("up/#", "both/#", "+/echo", "%c/own"),
                    List.of("up/secret/#", "up/+/no", "both/hidden"),
                    List.of("down/#", "both/+/x", "x/+/#"),
                    List.of("down/hidden/#", "down/+/no"),
                    false),
            new Rules(
                    "strip",
                    List.of("#"),
                    List.of("down/#", "+/%c", "both/secret/+"),
                    List.of("#", "$SYS/x"),
                    List.of("up/#", "+/+/hidden/#"),
                    true));

    /** Other rules for the same classes. */
    private static final List<Rules> OTHER_RULES = List.of(
            new Rules(
                    "keep",
                    List.of("up/#", "x/#"),
                    List.of("up/secret/#", "up/x/#"),
                    List.of("down/#", "both/#"),
                    List.of("down/no/#", "down/+/no"),
                    false),
            new Rules(
                    "strip",
                    List.of("up/#", "both/#", "down/x/#"),
                    List.of("up/+/no"),
                    List.of("#"),
                    List.of("up/x/#", "up/no/#"),
                    true));

    @TempDir
    Path folder;

    private static GatewayConfigText config(int brokerPort, List<Rules> rules) {
        String policy = rules.stream().map(Rules::text).collect(Collectors.joining());
        return GatewayConfigText.plain(
                brokerPort,
                "limits { connections-per-source = 20000, connect-rate-per-source = \"10000/s\" }\n"
                        + "policy { classes = [\n" + policy + "] }");
    }

    /** What the gateway has said stands beside what went wrong. */
    private static Tally drive(Model model, GatewayProcess gateway, int sessions) throws Exception {
        try {
            return model.drive(gateway.port(), sessions, AT_ONCE);
        } catch (AssertionError wrong) {
            throw new AssertionError(wrong.getMessage() + "; the gateway said " + warnings(gateway), wrong);
        }
    }

    private static List<String> warnings(GatewayProcess gateway) {
        return gateway.log().stream()
                .filter(line -> !line.contains(" INFO "))
                .limit(20)
                .toList();
    }

    @Test
    void randomLegalSessionsSeeAllThatIsAllowedAndNothingElse() throws Exception {
        try (Model model = new Model(SEED, List.of(RULES));
                GatewayProcess gateway = GatewayProcess.start(config(model.brokerPort(), RULES), folder)) {
            Tally tally = drive(model, gateway, SESSIONS);
            assertThat(tally.sessions()).isEqualTo(SESSIONS);
            assertThat(tally.messages()).isGreaterThan(50_000);
            assertThat(tally.denied()).isBetween(5_000, tally.messages() - 5_000);
        }
    }

    @Test
    void reloadsInTheMiddleOfEverythingBreakNoPromiseThatBothPoliciesMake() throws Exception {
        AtomicInteger reloads = new AtomicInteger();
        try (Model model = new Model(SEED, List.of(RULES, OTHER_RULES));
                GatewayProcess gateway = GatewayProcess.start(config(model.brokerPort(), RULES), folder)) {
            model.everyNowAndThen(() -> {
                boolean back = reloads.incrementAndGet() % 2 == 0;
                gateway.rewrite(config(model.brokerPort(), back ? RULES : OTHER_RULES));
                reload(gateway);
            });
            Tally tally = drive(model, gateway, SESSIONS / 5);
            assertThat(tally.messages()).isGreaterThan(10_000);
            assertThat(reloads.get()).isGreaterThan(10);
        }
    }

    private static void reload(GatewayProcess gateway) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + gateway.port("admin") + "/reload");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }
}
