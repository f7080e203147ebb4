/* SPDX-License-Identifier: Apache-2.0 */
/** Reading parsed configuration into a policy, with every problem found and placed. */
@NullMarked
package io.sluice.policy.config;

import org.jspecify.annotations.NullMarked;
