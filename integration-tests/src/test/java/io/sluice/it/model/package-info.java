/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Random legal MQTT sessions: devices and a broker that keep to every rule of the specification, an oracle that knows the
 * policy in its own naive way, and ledgers of what each side still has to see. All of it runs on one thread.
 */
@NullMarked
package io.sluice.it.model;

import org.jspecify.annotations.NullMarked;
