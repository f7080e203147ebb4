/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.nio.file.Path;

/**
 * A configuration in the making.
 *
 * @param upstream what stands in {@code upstream { … }}
 * @param rest further settings, such as {@code policy { … }}
 */
record GatewayConfigText(String upstream, String rest) {
    /** Lets everything pass that the specification lets pass. */
    static final String ALLOW_EVERYTHING =
            """
            policy { classes = [ { name = everything
              publish { allow = ["#"] }, subscribe { allow = ["#"] }, retain = allow, wildcards = allow
              limits { max-qos = 2, max-packet-size = 256KiB, max-subscriptions = unlimited, max-topic-levels = unlimited
                       publish-rate = unlimited, byte-rate = unlimited } } ] }
            """;

    /** In front of a broker that speaks plaintext. */
    static GatewayConfigText plain(int brokerPort, String rest) {
        return new GatewayConfigText("brokers = [\"127.0.0.1:" + brokerPort + "\"]", rest);
    }

    /** In front of a broker that wants mutual TLS. */
    static GatewayConfigText mutualTls(int brokerPort, Certificates certificates, String rest) {
        return new GatewayConfigText(
                "brokers = [\"127.0.0.1:" + brokerPort + "\"], tls { trust = \"" + certificates.file("ca.pem")
                        + "\", certificate = \"" + certificates.file("gateway.pem") + "\", key = \""
                        + certificates.file("gateway.key") + "\" }",
                rest);
    }

    String text(Path flows) {
        return """
                sluice {
                  listeners = [ { name = lan, bind = "127.0.0.1:0" } ]
                  upstream { %s }
                  flow-log { json { file = "%s" } }
                  admin { bind = "127.0.0.1:0" }
                  %s
                }
                """
                .formatted(upstream, flows, rest);
    }
}
