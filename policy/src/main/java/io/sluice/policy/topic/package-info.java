/* SPDX-License-Identifier: Apache-2.0 */
/** Topic filters of rules, compiled to judge topics and requested filters as the bytes on the wire. */
@NullMarked
package io.sluice.policy.topic;

import org.jspecify.annotations.NullMarked;
