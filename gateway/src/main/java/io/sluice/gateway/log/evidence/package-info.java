/* SPDX-License-Identifier: Apache-2.0 */
/** Logs that show when somebody has changed them: chained lines, keys that are forgotten, signed checkpoints. */
@NullMarked
package io.sluice.gateway.log.evidence;

import org.jspecify.annotations.NullMarked;
