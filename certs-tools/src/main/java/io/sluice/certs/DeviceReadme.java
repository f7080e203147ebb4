/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;

/** What whoever sets up a device wants to read. */
final class DeviceReadme {
    private DeviceReadme() {}

    static byte[] of(String name, X509Certificate certificate) {
        return """
                What %1$s needs to speak MQTT over TLS. Keep it to yourself: %1$s.key is its identity.

                  ca.pem     whom it trusts: give this as the CA, and no other
                  %1$s.pem   its certificate, with who vouches for it, good until %2$s
                  %1$s.key   its private key

                Try it, with the name of your gateway or broker for HOST:

                  mosquitto_pub -h HOST -p 8883 --cafile ca.pem --cert %1$s.pem --key %1$s.key \\
                      -i %1$s -t test -m hello

                Its clock has to be right: "certificate is not yet valid" means that the clock is behind.
                """
                .formatted(name, certificate.getNotAfter().toInstant())
                .getBytes(StandardCharsets.UTF_8);
    }
}
