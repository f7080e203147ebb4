/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values are those of the specification's own examples (baseline_deflt.json). */
class CommunityIdTest {
    @ParameterizedTest
    @CsvSource({
        "128.232.110.120, 34855, 66.35.250.204, 80, 1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
        "2001:470:e5bf:dead:4957:2174:e82c:4887, 63943, 2607:f8b0:400c:c03::1a, 25, 1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="
    })
    void bothDirectionsHaveTheIdOfTheSpecification(String one, int port, String other, int otherPort, String id) {
        InetSocketAddress device = new InetSocketAddress(one, port);
        InetSocketAddress listener = new InetSocketAddress(other, otherPort);
        assertThat(CommunityId.ofTcp(device, listener)).isEqualTo(id);
        assertThat(CommunityId.ofTcp(listener, device)).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"40000, 1883", "1883, 40000"})
    void twoPortsOfOneAddressAreToldApartByNumber(int port, int otherPort) {
        assertThat(CommunityId.ofTcp(
                        new InetSocketAddress("127.0.0.1", port), new InetSocketAddress("127.0.0.1", otherPort)))
                .isEqualTo(CommunityId.ofTcp(
                        new InetSocketAddress("127.0.0.1", 1883), new InetSocketAddress("127.0.0.1", 40_000)));
    }
}
