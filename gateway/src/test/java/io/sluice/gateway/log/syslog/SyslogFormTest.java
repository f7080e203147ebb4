/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.log.Line;
import io.sluice.gateway.log.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Messages are those of RFC 5424. */
class SyslogFormTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.123456789Z");

    private static String message(int most, String host, String text) {
        byte[] message = new SyslogForm(16, most, host, 42).message(new Line(Severity.NOTICE, "denied", text), NOW);
        assertThat(message.length).isLessThanOrEqualTo(most);
        return new String(message, StandardCharsets.UTF_8);
    }

    @Test
    void aMessageSaysPriorityTimeHostProcessAndKind() {
        // 16 * 8 + 5 = 133.
        assertThat(message(1000, "gw", "{\"a\":\"°\"}"))
                .isEqualTo("<133>1 2026-11-21T12:00:00.123456Z gw sluice 42 denied - {\"a\":\"°\"}");
    }

    @Test
    void whatIsNoHostNameIsCleaned() {
        assertThat(message(1000, "my host\n", "{}")).contains("Z myhost sluice");
        assertThat(message(1000, " ", "{}")).contains("Z - sluice");
    }

    @Test
    void aLongMessageIsCutOffBetweenTwoCharacters() {
        for (int most = 500; most < 504; most++) {
            assertThat(message(most, "gw", "\"" + "°".repeat(1000) + "\"")).matches("<.*\"°+");
        }
    }

    @Test
    void overAStreamEachMessageHasItsLengthInFront() {
        assertThat(SyslogForm.counted("<133>1 °".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("9 <133>1 °".getBytes(StandardCharsets.UTF_8));
    }
}
