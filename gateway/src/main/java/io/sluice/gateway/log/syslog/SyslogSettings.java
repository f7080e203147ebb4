/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.syslog;

import io.sluice.gateway.collector.CollectorAddress;
import io.sluice.gateway.net.UpstreamTls;
import java.util.Optional;

/**
 * A syslog server.
 *
 * @param tls there exactly when the server is spoken to by TLS
 * @param maxMessageSize bytes; what is longer is cut off
 */
public record SyslogSettings(
        CollectorAddress server, Optional<UpstreamTls> tls, Facility facility, int maxMessageSize) {}
