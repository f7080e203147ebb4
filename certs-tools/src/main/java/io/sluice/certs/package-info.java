/* SPDX-License-Identifier: Apache-2.0 */
/** The private CA. */
@NullMarked
package io.sluice.certs;

import org.jspecify.annotations.NullMarked;
