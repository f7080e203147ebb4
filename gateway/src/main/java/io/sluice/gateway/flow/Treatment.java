/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

/** What becomes of a field of the record that tells who somebody is. */
public enum Treatment {
    /** It stands there as it is. */
    KEEP,
    /** A keyed hash stands in its place. */
    HASH,
    /** It is left out. */
    DROP
}
