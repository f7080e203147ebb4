/* SPDX-License-Identifier: Apache-2.0 */
/** One device connection paired with its one broker connection, and what passes between them. */
@NullMarked
package io.sluice.gateway.session;

import org.jspecify.annotations.NullMarked;
