/* SPDX-License-Identifier: Apache-2.0 */
/** The gateway as a process, in front of real and scripted brokers. */
@NullMarked
package io.sluice.it;

import org.jspecify.annotations.NullMarked;
