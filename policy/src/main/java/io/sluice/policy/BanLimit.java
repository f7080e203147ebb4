/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import java.time.Duration;

/**
 * When a source is banned ({@code limits.ban}).
 *
 * @param after refused CONNECTs, by the policy or by the broker, within the window
 * @param cyclesAfter connections that came and went within the window; {@link Integer#MAX_VALUE} when they do not count
 * @param within the window
 * @param length how long a ban lasts
 * @param verdict for a connection of a banned source
 */
public record BanLimit(int after, int cyclesAfter, Duration within, Duration length, Verdict.Refuse verdict) {}
