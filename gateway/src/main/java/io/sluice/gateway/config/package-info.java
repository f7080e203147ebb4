/* SPDX-License-Identifier: Apache-2.0 */
/** The configuration file, read into immutable records. */
@NullMarked
package io.sluice.gateway.config;

import org.jspecify.annotations.NullMarked;
