/* SPDX-License-Identifier: Apache-2.0 */
/** Where a decision comes from: the rule and its place in the configuration. */
@NullMarked
package io.sluice.policy.rule;

import org.jspecify.annotations.NullMarked;
