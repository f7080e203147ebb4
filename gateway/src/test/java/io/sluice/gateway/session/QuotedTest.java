/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotedTest {
    @Test
    void plainTextIsQuoted() {
        assertThat(Quoted.of("sensors/a b")).isEqualTo("\"sensors/a b\"");
        assertThat(Quoted.of("")).isEqualTo("\"\"");
    }

    @Test
    void nothingEndsTheQuotationOrTheLineOrReachesTheTerminal() {
        assertThat(Quoted.of("a\" event=\\\n\r\u001b[31m\u007f\u009b\u202e"))
                .isEqualTo("\"a\\\" event=\\\\\\u000a\\u000d\\u001b[31m\\u007f\\u009b\\u202e\"");
    }

    @Test
    void longTextIsCut() {
        assertThat(Quoted.of("x".repeat(200))).hasSize(202);
        assertThat(Quoted.of("x".repeat(70_000))).hasSize(203).endsWith("x…\"");
    }
}
