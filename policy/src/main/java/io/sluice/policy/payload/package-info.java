/* SPDX-License-Identifier: Apache-2.0 */
/** What is looked for in payloads: form, size, patterns. Used only where a class has rules for payloads. */
@NullMarked
package io.sluice.policy.payload;

import org.jspecify.annotations.NullMarked;
