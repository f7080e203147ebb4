/* SPDX-License-Identifier: Apache-2.0 */
/** Lines as messages to a syslog server (RFC 5424), by UDP (RFC 5426), TCP (RFC 6587) or TLS (RFC 5425). */
@NullMarked
package io.sluice.gateway.log.syslog;

import org.jspecify.annotations.NullMarked;
