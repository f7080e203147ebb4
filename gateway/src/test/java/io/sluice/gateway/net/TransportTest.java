/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransportTest {
    @Test
    void halfOfTheCoresRunSessionsAndOneAtLeast() {
        assertThat(Transport.sessionLoops(1)).isEqualTo(1);
        assertThat(Transport.sessionLoops(2)).isEqualTo(1);
        assertThat(Transport.sessionLoops(4)).isEqualTo(2);
        assertThat(Transport.sessionLoops(9)).isEqualTo(4);
    }
}
