/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.handler.ssl.SslContext;
import java.time.Instant;
import java.util.Optional;

/**
 * How brokers are spoken to over TLS.
 *
 * @param serverName whom the certificate must be for, empty for the host that is dialled
 * @param expiry of the certificate that the gateway shows; where it shows none, of the CA's
 */
public record BrokerTls(SslContext context, Optional<String> serverName, Instant expiry) {}
