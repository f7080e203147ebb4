/* SPDX-License-Identifier: Apache-2.0 */
/** Flow records as IPFIX (RFC 7011) to a collector. */
@NullMarked
package io.sluice.gateway.flow.ipfix;

import org.jspecify.annotations.NullMarked;
