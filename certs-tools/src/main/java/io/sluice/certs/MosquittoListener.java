/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.nio.file.Path;
import java.util.Optional;

/** The listener of a Mosquitto that serves the clients of a CA alone (mosquitto.conf(5)). */
final class MosquittoListener {
    private MosquittoListener() {}

    static String text(Path folder, int port, Optional<String> bind) {
        return """
                # Written by "sluice certs mosquitto". Clients of this CA alone get in, each as the user of the name in its
                # certificate: %%u in acl_file, the names in password_file are not asked. Other listeners stay as they are.
                listener %1$d%2$s
                cafile %3$s/ca.pem
                certfile %3$s/broker.pem
                keyfile %3$s/broker.key
                # What the CA has revoked. Mosquitto reads it at its start only.
                crlfile %3$s/crl.pem
                require_certificate true
                use_identity_as_username true
                tls_version tlsv1.2
                """
                .formatted(port, bind.map(address -> " " + address).orElse(""), folder);
    }
}
