/* SPDX-License-Identifier: Apache-2.0 */
/** IP addresses as text and bytes, ranges of them, and tables of ranges. */
@NullMarked
package io.sluice.policy.net;

import org.jspecify.annotations.NullMarked;
