/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.util.Optional;

/** Where a broker is: {@code host:port}, {@code [v6]:port}, or {@code unix:/path} on this machine. */
public sealed interface BrokerAddress {
    /**
     * A host's port.
     *
     * @param host name or address, without brackets
     */
    record HostPort(String host, int port) implements BrokerAddress {
        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A socket in the file system. */
    record UnixPath(String path) implements BrokerAddress {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** Reads an address, empty when the text is none. */
    static Optional<BrokerAddress> parse(String text) {
        if (text.startsWith("unix:")) {
            String path = text.substring("unix:".length());
            return path.startsWith("/") ? Optional.of(new UnixPath(path)) : Optional.empty();
        }
        return HostAndPort.parse(text).map(address -> new HostPort(address.host(), address.port()));
    }
}
