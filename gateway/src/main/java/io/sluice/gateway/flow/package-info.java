/* SPDX-License-Identifier: Apache-2.0 */
/** The accounting of sessions, and the records made of it. */
@NullMarked
package io.sluice.gateway.flow;

import org.jspecify.annotations.NullMarked;
