/* SPDX-License-Identifier: Apache-2.0 */
/** The HTTP endpoint for operators. */
@NullMarked
package io.sluice.gateway.admin;

import org.jspecify.annotations.NullMarked;
