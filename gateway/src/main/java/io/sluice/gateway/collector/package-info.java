/* SPDX-License-Identifier: Apache-2.0 */
/** The way to those who collect what the gateway writes down, by UDP, TCP or TLS. */
@NullMarked
package io.sluice.gateway.collector;

import org.jspecify.annotations.NullMarked;
