/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.rule.Origin;

/** A configured value and where it is written. */
public record Located<T>(T value, Origin origin) {}
