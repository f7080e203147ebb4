/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LineKeyTest {
    private static final byte[] INITIAL = new byte[LineKey.LENGTH];
    private static final String CHAIN = "0123456789abcdef";

    @Test
    void whoHasTheInitialKeyComesToTheSameKeysAsWhoGoesLineByLine() {
        Set<String> seen = new HashSet<>();
        LineKey key = LineKey.of(INITIAL, CHAIN, 1);
        for (long seq = 1; seq <= 2L * LineKey.EPOCH + 2; seq++) {
            assertThat(seen.add(key.text().substring(0, 2 * LineKey.LENGTH))).isTrue();
            if (seq % LineKey.EPOCH <= 2) {
                assertThat(LineKey.of(INITIAL, CHAIN, seq).isSame(key))
                        .as("line %d", seq)
                        .isTrue();
            }
            key = key.after(seq);
        }
    }

    @Test
    void aKeyThatWasWrittenDownIsTheSame() {
        LineKey key = LineKey.of(INITIAL, CHAIN, 17);
        assertThat(LineKey.of(key.text()).isSame(key)).isTrue();
        assertThat(LineKey.of(key.text()).isSame(key.after(17))).isFalse();
    }

    @Test
    void aMacIsOfItsTextAndChainAlone() {
        byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
        LineKey key = LineKey.of(INITIAL, CHAIN, 17);
        assertThat(key.isMac(key.mac(text), text)).isTrue();
        assertThat(key.isMac(key.mac(text), "[]".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(LineKey.of(INITIAL, "fedcba9876543210", 17).isMac(key.mac(text), text))
                .isFalse();
    }

    @Test
    void theKeysOfALogOfManyYearsAreFoundInTime() {
        assertThat(LineKey.of(INITIAL, CHAIN, 10_000_000_000L).text()).hasSize(4 * LineKey.LENGTH);
    }
}
