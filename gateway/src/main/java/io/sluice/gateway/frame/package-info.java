/* SPDX-License-Identifier: Apache-2.0 */
/** Reading MQTT control packets in place, by the strictest reading of the specification. */
@NullMarked
package io.sluice.gateway.frame;

import org.jspecify.annotations.NullMarked;
