/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.collector;

import io.sluice.gateway.net.HostAndPort;
import java.util.Locale;
import java.util.Optional;

/** Where a collector is and how it is spoken to: {@code udp://host:4739}, {@code tcp://host:4739}, {@code tls://host:4740}. */
public record CollectorAddress(Protocol protocol, HostAndPort address) {
    /** Transport protocols of RFC 7011 section 10. */
    public enum Protocol {
        UDP,
        TCP,
        TLS;

        private final String scheme = name().toLowerCase(Locale.ROOT) + "://";
    }

    /** Reads the text, empty when it has another form or no port to send to. */
    public static Optional<CollectorAddress> parse(String text) {
        for (Protocol protocol : Protocol.values()) {
            if (text.startsWith(protocol.scheme)) {
                return HostAndPort.parse(text.substring(protocol.scheme.length()))
                        .filter(address -> address.port() > 0)
                        .map(address -> new CollectorAddress(protocol, address));
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return protocol.scheme + address;
    }
}
