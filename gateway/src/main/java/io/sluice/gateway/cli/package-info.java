/* SPDX-License-Identifier: Apache-2.0 */
/** The command line, a class a command. */
@NullMarked
package io.sluice.gateway.cli;

import org.jspecify.annotations.NullMarked;
