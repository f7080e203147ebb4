/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.flow.Flow;
import io.sluice.policy.Reason;
import io.sluice.policy.Verdict;
import io.sluice.policy.rule.Origin;
import io.sluice.policy.rule.Rule;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private static final Rule RULE = new Rule("class bulbs: publish deny \"a\"", new Origin("/tmp/x/demo.conf", 7));

    private final StringWriter text = new StringWriter();

    private static Flow flow(String clientId) {
        Flow flow = new Flow(
                Instant.EPOCH, "home", new InetSocketAddress("127.0.0.1", 1), new InetSocketAddress("127.0.0.1", 2));
        flow.client(new Flow.Client("5", clientId, Optional.empty(), 60, true));
        return flow;
    }

    private Screen screen(boolean colours) {
        return new Screen(new PrintWriter(text), new Paint(colours), new Expectations());
    }

    @Test
    void aVerdictIsShownWithItsRulesFileAndLine() {
        try (Screen screen = screen(false)) {
            screen.denied(flow("bulb-7"), new Verdict.Drop(Reason.TOPIC_DENIED, RULE), "PUBLISH", "home/lock/set");
        }
        assertThat(text.toString())
                .contains("✘ drop", "bulb-7", "PUBLISH", "home/lock/set", "demo.conf:7 class bulbs: publish deny \"a\"")
                .doesNotContain("\u001b");
    }

    @Test
    void colourIsForTerminals() {
        try (Screen screen = screen(true)) {
            screen.allowed(flow("hub"), new Verdict.Allow(RULE, false), "PUBLISH", "a");
        }
        assertThat(text.toString()).contains("\u001b[32m✔ allow");
    }

    @Test
    void whatRepeatsAtOnceIsPrintedOnce() {
        try (Screen screen = screen(false)) {
            for (int i = 0; i < 100; i++) {
                screen.denied(flow("meter"), new Verdict.Drop(Reason.PUBLISH_RATE, RULE), "PUBLISH", "a");
            }
        }
        assertThat(text.toString().lines()).hasSize(1);
    }
}
