/* SPDX-License-Identifier: Apache-2.0 */
/** Connection and rate limits. */
@NullMarked
package io.sluice.gateway.limit;

import org.jspecify.annotations.NullMarked;
