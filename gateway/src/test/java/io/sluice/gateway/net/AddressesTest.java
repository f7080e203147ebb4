/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(strings = {"broker.lan:8883", "10.0.0.1:1883", "[::1]:1883", "unix:/run/mosquitto.sock"})
    void anAddressIsShownAsItIsWritten(String text) {
        assertThat(BrokerAddress.parse(text))
                .hasValueSatisfying(address -> assertThat(address).hasToString(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "broker",
                "broker:",
                ":1883",
                "broker:99999",
                "::1:1883",
                "broker:18a",
                "a b:1",
                "unix:run",
                "mqtt://broker:1883"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(BrokerAddress.parse(text)).isEmpty();
    }
}
