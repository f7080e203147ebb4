/* SPDX-License-Identifier: Apache-2.0 */
/** What happened, for those who watch: denials, bans, TLS that failed, starts, stops and reloads, a line of JSON each. */
@NullMarked
package io.sluice.gateway.event;

import org.jspecify.annotations.NullMarked;
