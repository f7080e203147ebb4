/* SPDX-License-Identifier: Apache-2.0 */
/** The gateway. */
@NullMarked
package io.sluice.gateway;

import org.jspecify.annotations.NullMarked;
