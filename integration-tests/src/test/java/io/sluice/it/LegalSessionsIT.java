/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.it.model.Model;
import io.sluice.it.model.Rules;
import io.sluice.it.model.Tally;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever legal devices and a legal broker say to each other through the gateway, what is denied gets through nowhere, and
 * nothing else is lost, repeated, reordered, altered or answered wrongly. Sessions are random; a failure says its seed, and
 * {@code -Dsluice.seed=N} plays it again.
 */
class LegalSessionsIT {
    private static final long SEED = Long.getLong("sluice.seed", new Random().nextInt());

    private static final int SESSIONS = 500;

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

    @TempDir
    Path folder;

    private static String policy(List<Rules> rules) {
        return "limits { connections-per-source = 20000, connect-rate-per-source = \"10000/s\" }\npolicy { classes = [\n"
                + rules.stream().map(Rules::text).collect(Collectors.joining()) + "] }";
    }

    @Test
    void randomLegalSessionsSeeAllThatIsAllowedAndNothingElse() throws Exception {
        try (Model model = new Model(SEED, RULES);
                GatewayProcess gateway =
                        GatewayProcess.start(GatewayConfigText.plain(model.brokerPort(), policy(RULES)), folder)) {
            Tally tally = model.drive(gateway.port(), SESSIONS, 50);
            assertThat(tally.sessions()).isEqualTo(SESSIONS);
            assertThat(tally.messages()).isGreaterThan(50_000);
            assertThat(tally.denied()).isGreaterThan(5_000);
        }
    }
}
