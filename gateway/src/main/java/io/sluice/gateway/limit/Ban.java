/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import java.time.Duration;

/**
 * A source that is kept out for what it did.
 *
 * @param source an IPv4 address, or a range of IPv6 addresses
 * @param cause what it did, for people
 * @param left how long the ban still lasts
 */
public record Ban(String source, String cause, Duration left) {}
