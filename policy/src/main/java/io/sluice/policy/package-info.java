/* SPDX-License-Identifier: Apache-2.0 */
/** What a device may do: pure decisions, without I/O, clock or thread. */
@NullMarked
package io.sluice.policy;

import org.jspecify.annotations.NullMarked;
