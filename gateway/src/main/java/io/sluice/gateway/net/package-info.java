/* SPDX-License-Identifier: Apache-2.0 */
/** Transports, listeners, TLS and dialling. */
@NullMarked
package io.sluice.gateway.net;

import org.jspecify.annotations.NullMarked;
