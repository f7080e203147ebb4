/* SPDX-License-Identifier: Apache-2.0 */
/** The demo. */
@NullMarked
package io.sluice.demo;

import org.jspecify.annotations.NullMarked;
