/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndReasonTest {
    private final Path page = Path.of("../deploy/flow-record.md");

    @ParameterizedTest
    @EnumSource(EndReason.class)
    void eachIsExplainedWithItsCause(EndReason reason) throws Exception {
        assertThat(Files.readString(page))
                .containsOnlyOnce(
                        "| `" + reason.word() + "` | `" + reason.cause().word() + "` | ");
    }

    @Test
    void eachPhaseIsExplained() throws Exception {
        for (EndPhase phase : EndPhase.values()) {
            assertThat(Files.readString(page)).contains("`" + phase.word() + "` (");
        }
    }
}
