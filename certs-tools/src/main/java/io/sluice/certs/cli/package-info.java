/* SPDX-License-Identifier: Apache-2.0 */
/** {@code sluice certs}: a command a class, over the library. */
@NullMarked
package io.sluice.certs.cli;

import org.jspecify.annotations.NullMarked;
