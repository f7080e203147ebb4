/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.netty.util.NetUtil;
import io.sluice.gateway.net.HostAndPort;
import io.sluice.policy.config.Section;
import java.net.InetAddress;
import java.util.Optional;

/** Addresses to listen on: numeric, so that what is opened does not depend on DNS. */
final class Binds {
    private Binds() {}

    /** Reads an address, with a problem when it is none. */
    static Optional<HostAndPort> read(Section section, String key, String text) {
        Optional<HostAndPort> bind = HostAndPort.parse(text)
                .filter(address -> NetUtil.createInetAddressFromIpAddressString(address.host()) != null);
        if (bind.isEmpty()) {
            section.problem(
                    key,
                    "\"" + text + "\" is no address to listen on",
                    "write an IP address and a port, such as \"0.0.0.0:1883\" or \"[::]:1883\"");
        }
        return bind;
    }

    static boolean isLoopback(HostAndPort bind) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(bind.host());
        return address != null && address.isLoopbackAddress();
    }
}
