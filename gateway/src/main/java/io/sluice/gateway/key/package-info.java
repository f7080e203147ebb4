/* SPDX-License-Identifier: Apache-2.0 */
/** Private keys and what they are kept in: PEM, encrypted or not, and PKCS#12. */
@NullMarked
package io.sluice.gateway.key;

import org.jspecify.annotations.NullMarked;
