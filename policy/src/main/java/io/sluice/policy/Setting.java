/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.rule.Rule;

/** A configured value together with the rule to name when it decides something. */
public record Setting<T>(T value, Rule rule) {}
