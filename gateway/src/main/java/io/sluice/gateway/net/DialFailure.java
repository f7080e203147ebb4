/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

/**
 * Why no broker could be reached.
 *
 * @param tls whether it was there and failed the TLS handshake
 * @param what in words for the log
 */
public record DialFailure(boolean tls, String what) {}
