/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTokenTest {
    private final AdminToken token = new AdminToken("0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer 0123456789abcde",
                "Bearer 0123456789abcdeg",
                "Bearer 0123456789abcdef0",
                "Bearer 0123456789ABCDEF",
                "Basic 0123456789abcdef",
                "0123456789abcdef"
            })
    void anythingElseIsRefused(String shown) {
        assertThat(token.isShownBy(shown)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer 0123456789abcdef", "bearer 0123456789abcdef", "Bearer  0123456789abcdef "})
    void theTokenIsTaken(String shown) {
        assertThat(token.isShownBy(shown)).isTrue();
    }
}
