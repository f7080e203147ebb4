/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndPortTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "0.0.0.0:1883, 0.0.0.0, 1883",
        "broker.lan:0, broker.lan, 0",
        "b:65535, b, 65535",
        "[::]:1883, '::', 1883",
        "[fe80::1]:8883, fe80::1, 8883",
        "[::ffff:10.0.0.1]:1, ::ffff:10.0.0.1, 1",
    })
    void anAddressHasAHostAndAPort(String text, String host, int port) {
        assertThat(HostAndPort.parse(text)).contains(new HostAndPort(host, port));
        assertThat(new HostAndPort(host, port)).hasToString(text);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                ":",
                "a",
                "a:",
                ":1",
                "a:65536",
                "a:100000",
                "a:-1",
                "a:1 ",
                " a:1",
                "::1:1",
                "[::1]",
                "[]:1",
                "[a b]:1",
                "a/b:1",
                "a:1:2",
                "a:１"
            })
    void anythingElseIsNone(String text) {
        assertThat(HostAndPort.parse(text)).isEmpty();
    }

    @Test
    void aSocketInTheFileSystemIsAbsolute() {
        assertThat(BrokerAddress.parse("unix:/run/b.sock")).contains(new BrokerAddress.UnixPath("/run/b.sock"));
        assertThat(BrokerAddress.parse("unix:")).isEmpty();
        assertThat(BrokerAddress.parse("unix:b.sock")).isEmpty();
    }
}
