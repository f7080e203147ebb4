/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.collector;

/**
 * Why there is no way to the collector, or none any more.
 *
 * @param what in words for the log
 * @param mend what to do about it
 */
public record Unreached(String what, String mend) {
    /** The network is at fault, or the collector. */
    public static Unreached because(String what) {
        return new Unreached(what, "see that the collector runs and can be reached");
    }
}
