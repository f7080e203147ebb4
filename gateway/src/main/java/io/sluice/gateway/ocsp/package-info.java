/* SPDX-License-Identifier: Apache-2.0 */
/** What a CA says of the gateway's own certificates, to be handed on to devices (OCSP stapling). */
@NullMarked
package io.sluice.gateway.ocsp;

import org.jspecify.annotations.NullMarked;
