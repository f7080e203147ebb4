/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SourceKeyTest {
    private static SourceKey of(String address) throws Exception {
        return SourceKey.of(InetAddress.getByName(address));
    }

    @Test
    void anIpv4AddressIsASourceOfItsOwn() throws Exception {
        assertThat(of("10.0.0.1")).isNotEqualTo(of("10.0.0.2")).isEqualTo(of("::ffff:10.0.0.1"));
    }

    @Test
    void aNetworkOf64BitsIsOneSource() throws Exception {
        assertThat(of("2001:db8:1:2::1")).isEqualTo(of("2001:db8:1:2:ffff::9")).isNotEqualTo(of("2001:db8:1:3::1"));
    }
}
